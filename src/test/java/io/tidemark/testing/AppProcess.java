package io.tidemark.testing;

import io.tidemark.TidemarkApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole application in a JVM of its own, as in use: its heap is its own, and it can be killed. */
public final class AppProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Tidemark is ready: http://localhost:(\\d+)/");
    private static final long LONGEST_START_S = 120;

    private final Process process;
    private final Path log;
    private final int port;

    private AppProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts one on a database and a free port; dashboards are open to everybody.
     *
     * @param more what else to give the JVM (words that start with -) and the application (words that start with --)
     */
    public static AppProcess start(String url, String user, String... more) throws IOException {
        Path log = Files.createTempFile("tidemark-", ".log");
        Process process = launch(log, url, user, more);
        return new AppProcess(process, log, awaitPort(process, log));
    }

    /**
     * How a start ended that was to fail.
     *
     * @param status what the process ended with
     */
    public record Failure(int status, String log) {}

    /** Waits for a start to fail. */
    public static Failure fail(String url, String user, String... more) throws IOException, InterruptedException {
        Path log = Files.createTempFile("tidemark-", ".log");
        Process process = launch(log, url, user, more);
        try {
            if (!process.waitFor(LONGEST_START_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("It goes on:\n" + Files.readString(log));
            }
            return new Failure(process.exitValue(), Files.readString(log));
        } finally {
            process.destroyForcibly().onExit().join();
            Files.delete(log);
        }
    }

    private static Process launch(Path log, String url, String user, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // The build's note that this is production is gone once the build has ended; bin/bench starts us after it.
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dvaadin.productionMode=true",
                "-cp",
                System.getProperty("java.class.path")));
        Arrays.stream(more).filter(word -> !word.startsWith("--")).forEach(command::add);
        command.add(TidemarkApplication.class.getName());
        command.addAll(List.of(
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=" + user,
                "--spring.datasource.password=",
                "--tidemark.public-dashboards=true"));
        if (Arrays.stream(more).noneMatch(word -> word.startsWith("--server.port="))) {
            command.add("--server.port=0");
        }
        Arrays.stream(more).filter(word -> word.startsWith("--")).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .directory(log.getParent().toFile()) // the class path of a test has the folder that it is started in
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private static int awaitPort(Process process, Path log) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_S);
        while (true) {
            Matcher ready = READY.matcher(Files.readString(log));
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("The application did not start:\n" + Files.readString(log));
            }
            try {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    public int port() {
        return port;
    }

    /** The address of a page. */
    public URI address(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What it has logged so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** Ends it as a crash does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it as an operator does. */
    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Files.deleteIfExists(log);
    }
}
