package io.tidemark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** A PgBouncer in transaction mode, from Debian's package, in front of a server; see bin/test. */
public final class PgBouncer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private final Path directory;
    private final int port;
    private Process process;

    private PgBouncer(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Starts one on a free port of the loopback interface, as a user that is not root. */
    public static PgBouncer start(DebianPostgres server) {
        if (Files.notExists(PROGRAM)) {
            throw new IllegalStateException(
                    PROGRAM + " is missing: apt-get install pgbouncer (bin/test does so when it may)");
        }
        try {
            Path directory = Files.createTempDirectory("tidemark-pgbouncer-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            int port = freePort();
            Files.writeString(directory.resolve("users"), "\"tidemark\" \"\"\n");
            Files.writeString(
                    directory.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s/users
                    pool_mode = transaction
                    logfile = %s/log
                    """.formatted(server.port(), port, directory, directory));
            PgBouncer pooler = new PgBouncer(directory, port, launch(directory));
            Until.asserted(pooler::requireListening);
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of the server's database through it. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DebianPostgres.DATABASE;
    }

    /** Ends its sessions, so that new ones have the defaults of now. */
    public void restart() {
        try {
            end();
            process = launch(directory);
            Until.asserted(this::requireListening);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end();
        FileSystemUtils.deleteRecursively(directory.toFile());
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private void requireListening() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return;
        } catch (IOException e) {
            throw new AssertionError("PgBouncer does not listen", e);
        }
    }

    private static Process launch(Path directory) throws IOException {
        List<String> command = Stream.concat(
                        System.getProperty("user.name").equals("root")
                                ? Stream.of("runuser", "-u", "postgres", "--")
                                : Stream.of(),
                        Stream.of(
                                PROGRAM.toString(),
                                "-q",
                                directory.resolve("pgbouncer.ini").toString()))
                .toList();
        return new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
