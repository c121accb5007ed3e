package io.tidemark.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy, as some companies have it, that forwards HTTP and refuses to let a connection become a websocket. */
public final class NarrowProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int upstream;
    private final AtomicInteger refused = new AtomicInteger();

    private NarrowProxy(int upstream) throws IOException {
        this.upstream = upstream;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::serve);
    }

    /** One before the application on this port. */
    public static NarrowProxy before(int port) throws IOException {
        return new NarrowProxy(port);
    }

    public String address() {
        return "http://localhost:" + server.getLocalPort();
    }

    /** How many websockets it has refused. */
    public int refused() {
        return refused.get();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket browser = server.accept();
                Thread.startVirtualThread(() -> serve(browser));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket browser) {
        try (browser) {
            byte[] head = head(browser.getInputStream());
            if (new String(head, StandardCharsets.ISO_8859_1).contains("Upgrade: websocket")) {
                refused.incrementAndGet();
                browser.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            try (Socket application = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
                application.getOutputStream().write(head);
                Thread answers = Thread.startVirtualThread(() -> copy(application, browser));
                copy(browser, application);
                answers.join();
            }
        } catch (IOException e) {
            // One of both is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of both is gone.
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toByteArray();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
