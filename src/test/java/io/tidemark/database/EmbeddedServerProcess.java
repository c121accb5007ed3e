package io.tidemark.database;

import java.io.IOException;
import java.nio.file.Path;

/** The embedded server in a JVM of its own, which a test can kill. */
record EmbeddedServerProcess(Process jvm, String url) implements AutoCloseable {

    private static final String PREFIX = "serving ";

    static EmbeddedServerProcess launch(Path directory) throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedServerProcess.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String line = jvm.inputReader()
                .lines()
                .filter(printed -> printed.startsWith(PREFIX))
                .findFirst()
                .orElseThrow();
        return new EmbeddedServerProcess(jvm, line.substring(PREFIX.length()));
    }

    void kill() throws InterruptedException {
        jvm.destroyForcibly().waitFor();
    }

    /** Ends it as an application ends: the server stops first. */
    @Override
    public void close() throws IOException {
        jvm.outputWriter().close();
        jvm.onExit().join();
    }

    static void main(String[] args) throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(Path.of(args[0]), 0)) {
            System.out.println(PREFIX + server.jdbcUrl());
            System.in.read();
        }
    }
}
