package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.PushSocket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A page that hangs on a wall: it listens, and gives a sign of life as often as it was told to; nobody touches it. */
final class WallPage implements AutoCloseable {

    private static final int OK = 200;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger signsOfLife = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final HttpVisitor visitor;
    private final BarePage page;
    private final PushSocket socket;
    private final long since = System.nanoTime();

    private WallPage(int port) {
        visitor = new HttpVisitor(port, "127.0.0.99");
        page = BarePage.open(visitor, "/analytics");
        socket = PushSocket.open(port, visitor.cookies(), page.pushQuery());
        clock.scheduleAtFixedRate(
                this::giveSignOfLife, page.betweenSignsOfLife(), page.betweenSignsOfLife(), TimeUnit.SECONDS);
    }

    static WallPage hang(int port) {
        return new WallPage(port);
    }

    private void giveSignOfLife() {
        (page.giveSignOfLife() == OK ? signsOfLife : refused).incrementAndGet();
    }

    void assertOpen() {
        assertThat(socket.isClosed()).as("its websocket is closed").isFalse();
        assertThat(refused).as("signs of life that were refused").hasValue(0);
    }

    /** So long it has hung there. */
    long nanos() {
        return System.nanoTime() - since;
    }

    /** So often it has been told something. */
    int told() {
        return socket.received();
    }

    /** What it is answered when somebody touches it at last. */
    String touch() {
        return page.ask("[]").answer();
    }

    int signsOfLife() {
        return signsOfLife.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        socket.abort();
    }
}
