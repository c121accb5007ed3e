package io.tidemark.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's HAProxy in front of two nodes, set up as the documentation says. */
public final class ReverseProxy implements AutoCloseable {

    /** The name of the cookie that says which node a page is on: one or two. */
    public static final String COOKIE = "TIDEMARK_NODE";

    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final Path DOCUMENTED = Path.of("docs", "haproxy.cfg");

    private final Process process;
    private final Path configuration;
    private final int port;

    private ReverseProxy(Process process, Path configuration, int port) {
        this.process = process;
        this.configuration = configuration;
        this.port = port;
    }

    /** Starts it; a missing package fails the test, see bin/test. */
    public static ReverseProxy start(AppProcess one, AppProcess two) throws IOException {
        if (Files.notExists(PROGRAM)) {
            throw new IllegalStateException(
                    PROGRAM + " is missing: apt-get install haproxy (bin/test does so when it may)");
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path configuration = Files.createTempFile("tidemark-", ".cfg");
        Files.writeString(
                configuration,
                Files.readString(DOCUMENTED)
                        .replace("bind :8080", "bind 127.0.0.1:" + port)
                        .replace("10.0.0.1:8080", "127.0.0.1:" + one.port())
                        .replace("10.0.0.2:8080", "127.0.0.1:" + two.port()));
        Process process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", configuration.toString())
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitOpen(process, port);
        return new ReverseProxy(process, configuration, port);
    }

    private static void awaitOpen(Process process, int port) {
        while (process.isAlive()) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Until.pause();
            }
        }
        throw new IllegalStateException("HAProxy ended at once; what it said stands above");
    }

    /** The address of a page. */
    public URI address(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Files.delete(configuration);
    }
}
