package io.tidemark.refresh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Forwards to a server until it is frozen; from then on what is connected hears nothing more, not even an end. */
final class FreezingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int upstream;
    private volatile boolean frozen;
    private final CountDownLatch closed = new CountDownLatch(1);

    FreezingProxy(int upstream) throws IOException {
        this.upstream = upstream;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What is connected now falls silent; new connections work. */
    void freeze() {
        frozen = true;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                boolean freezes = !frozen;
                Socket target = new Socket(InetAddress.getLoopbackAddress(), upstream);
                Thread.startVirtualThread(() -> copy(client, target, freezes));
                Thread.startVirtualThread(() -> copy(target, client, freezes));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void copy(Socket from, Socket to, boolean freezes) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (freezes && frozen) {
                    closed.await();
                }
                out.write(buffer, 0, read);
                out.flush();
            }
            if (freezes && frozen) {
                closed.await();
            }
        } catch (IOException e) {
            // One of both is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
