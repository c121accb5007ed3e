package io.tidemark.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy that forwards HTTP, and refuses to let a connection become a websocket, or lets nothing more through those. */
public final class NarrowProxy implements AutoCloseable {

    private static final int LITTLE = 4096;

    private final ServerSocket server;
    private final int upstream;
    private final boolean refuses;
    private final AtomicInteger refused = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean clogged;

    private NarrowProxy(int upstream, boolean refuses) throws IOException {
        this.upstream = upstream;
        this.refuses = refuses;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::serve);
    }

    /** One, as some companies have it, that lets no websocket through to the application on this port. */
    public static NarrowProxy before(int port) throws IOException {
        return new NarrowProxy(port, true);
    }

    /** One that lets websockets through until they are clogged; it buffers little, and lets nothing be compressed. */
    public static NarrowProxy clogging(int port) throws IOException {
        return new NarrowProxy(port, false);
    }

    public String address() {
        return "http://localhost:" + server.getLocalPort();
    }

    /** How many websockets it has refused. */
    public int refused() {
        return refused.get();
    }

    /** From now on nothing is taken from the application's side of a websocket. */
    public void clog() {
        clogged = true;
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
            String head = head(browser.getInputStream());
            boolean websocket = head.contains("Upgrade: websocket");
            if (websocket && refuses) {
                refused.incrementAndGet();
                browser.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            try (Socket application = new Socket()) {
                if (websocket) {
                    application.setReceiveBufferSize(LITTLE);
                }
                application.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream));
                application
                        .getOutputStream()
                        .write(head.replaceFirst("Sec-WebSocket-Extensions: .*\r\n", "")
                                .getBytes(StandardCharsets.ISO_8859_1));
                Thread answers = Thread.startVirtualThread(() -> copy(application, browser, websocket));
                copy(browser, application, false);
                answers.join();
            }
        } catch (IOException e) {
            // One of both is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(Socket from, Socket to, boolean clogs) {
        try {
            byte[] buffer = new byte[LITTLE];
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (clogs && clogged) {
                    closed.await();
                }
                to.getOutputStream().write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One of both is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
