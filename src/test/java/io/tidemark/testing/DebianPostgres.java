package io.tidemark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL 15 cluster of our own, made from Debian's packages, with pg_cron loaded: the oldest version that is
 * supported, with the extension that the embedded server lacks. Missing packages fail the test; see bin/test.
 */
public final class DebianPostgres implements ServerOfOurOwn {

    /** The database that pg_cron works in; tests may use it as their own. */
    public static final String DATABASE = "tidemark";

    private static final Path BINARIES = Path.of("/usr/lib/postgresql/15/bin");

    private final Path directory;
    private final int port;
    private final List<String> settings;

    private DebianPostgres(Path directory, int port, List<String> settings) {
        this.directory = directory;
        this.port = port;
        this.settings = settings;
    }

    /**
     * Makes a cluster in a temporary directory and starts it on a free port of the loopback interface.
     *
     * @param settings of the server, such as {@code wal_level=logical}
     */
    public static DebianPostgres start(String... settings) {
        requireInstalled(BINARIES.resolve("initdb"), "postgresql-15");
        requireInstalled(Path.of("/usr/lib/postgresql/15/lib/pg_cron.so"), "postgresql-15-cron");
        try {
            Path directory = Scratch.directory("tidemark-postgresql-15-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            DebianPostgres server = new DebianPostgres(
                    directory,
                    freePort(),
                    List.of(HostileDatabase.wanted() ? HostileDatabase.OF_THE_SERVER : settings));
            server.initialise();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE + "?currentSchema=tidemark,public";
    }

    @Override
    public JdbcClient client() {
        return JdbcClient.create(new DriverManagerDataSource(HostileDatabase.calm(url()), TestServer.ROLE, ""));
    }

    @Override
    public JdbcClient superuser() {
        return JdbcClient.create(new DriverManagerDataSource(HostileDatabase.calm(url()), "postgres", ""));
    }

    /** The port on 127.0.0.1, for programs such as psql and pg_dump. */
    public int port() {
        return port;
    }

    /** The path of one of the programs that come with the server: psql, pg_dump, pg_restore. */
    public static Path program(String name) {
        return BINARIES.resolve(name);
    }

    /** Runs a program of the server against the database, as the superuser, and returns what it printed. */
    public String run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                program(program).toString(), "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "postgres"));
        command.addAll(List.of(arguments));
        return execute(command);
    }

    /** Stops it as a crash does: every session is cut, and the next start has to recover. */
    public void crash() {
        serverProgram("pg_ctl", "stop", "-D", cluster(), "-m", "immediate", "-w");
    }

    /** Starts it on the data that it had, on the same port. */
    public void startAgain() {
        serverProgram(
                "pg_ctl",
                "start",
                "-D",
                cluster(),
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                """
                -p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
                -c shared_preload_libraries=pg_cron -c cron.database_name=%s -c cron.host=127.0.0.1 \
                -c cron.use_background_workers=on%s""".formatted(
                        port, DATABASE, settings.stream().map(" -c "::concat).collect(Collectors.joining())));
    }

    /** Stops the server and deletes its data. */
    @Override
    public synchronized void close() {
        if (Files.notExists(directory)) {
            return;
        }
        crash();
        FileSystemUtils.deleteRecursively(directory.toFile());
    }

    private void initialise() {
        serverProgram("initdb", "-D", cluster(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
        startAgain();
        JdbcClient maintenance = JdbcClient.create(
                new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", ""));
        maintenance.sql("CREATE ROLE " + TestServer.ROLE + " LOGIN").update();
        if (HostileDatabase.wanted()) {
            HostileDatabase.create(maintenance, DATABASE, TestServer.ROLE, this::superuser);
        } else {
            maintenance
                    .sql("CREATE DATABASE " + DATABASE + " OWNER " + TestServer.ROLE)
                    .update();
        }
    }

    private String cluster() {
        return directory.resolve("cluster").toString();
    }

    /** PostgreSQL refuses to run as root: root becomes the user that Debian's package makes. */
    private static String serverProgram(String program, String... arguments) {
        Stream<String> user = System.getProperty("user.name").equals("root")
                ? Stream.of("runuser", "-u", "postgres", "--")
                : Stream.of();
        return execute(Stream.of(user, Stream.of(program(program).toString()), Stream.of(arguments))
                .flatMap(part -> part)
                .toList());
    }

    private static String execute(List<String> command) {
        try {
            Path output = Files.createTempFile("tidemark-output-", ".txt");
            try {
                int status = new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start()
                        .waitFor();
                String printed = Files.readString(output);
                if (status != 0) {
                    throw new IllegalStateException(String.join(" ", command) + " failed: " + printed);
                }
                return printed;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void requireInstalled(Path file, String debianPackage) {
        if (Files.notExists(file)) {
            throw new IllegalStateException(
                    file + " is missing: apt-get install " + debianPackage + " (bin/test does so when it may)");
        }
    }
}
