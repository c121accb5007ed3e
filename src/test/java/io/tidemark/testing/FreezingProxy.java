package io.tidemark.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/** Forwards to a database until it is frozen; from then on what is connected hears nothing more, not even an end. */
public final class FreezingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final String database;
    private final int upstream;
    private volatile boolean frozen;
    private final CountDownLatch closed = new CountDownLatch(1);

    private FreezingProxy(String database) throws IOException {
        this.database = database;
        upstream = URI.create(database.replace("jdbc:", "")).getPort();
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::serve);
    }

    /** One before this database. */
    public static FreezingProxy before(TestDatabase database) throws IOException {
        return new FreezingProxy(database.url());
    }

    /** The database's address through it. */
    public String url() {
        return database.replace(":" + upstream, ":" + server.getLocalPort());
    }

    /** What is connected now falls silent; new connections work. */
    public void freeze() {
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
