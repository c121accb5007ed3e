package io.tidemark.refresh;

import io.tidemark.background.BackgroundWork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Looks every few seconds how fresh the figures are, while this node has a page open, and soon after anything that
 * changes it. So pages learn of a refresh even when nobody hears PostgreSQL tell of it, and of a refresh that fails.
 */
@Component
public class RefreshWatch implements BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(RefreshWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    /** Less than from one refresh to the next, so that there is a look as soon as one ends. */
    private static final Duration AT_LEAST_BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final Duration WHILE_NOBODY_LOOKS = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Waiter waiter = new Waiter();
    private final AtomicInteger pages = new AtomicInteger();
    private volatile CompletableFuture<StatusRead> look = new CompletableFuture<>();
    private volatile long lookedAt = System.nanoTime() - WHILE_NOBODY_LOOKS.toNanos();
    private volatile StatusRead found = new StatusRead(null, false, System.nanoTime());
    private volatile boolean running;
    private @Nullable Thread thread;

    RefreshWatch(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /** A page was opened. */
    public void enter() {
        pages.incrementAndGet();
        waiter.wake();
    }

    /** A page was closed. */
    public void leave() {
        pages.decrementAndGet();
    }

    /** How fresh the figures are, not longer ago than a few seconds and, while a page is open, since the last refresh. */
    public synchronized CompletableFuture<StatusRead> status() {
        if (isOld()) {
            lookAnew();
        }
        return look.copy();
    }

    /** The same without waiting: before the last refresh perhaps. Null when there was no look for longer. */
    public @Nullable StatusRead lastStatus() {
        return isOld() ? null : found;
    }

    private boolean isOld() {
        return System.nanoTime() - lookedAt > 2 * BETWEEN_LOOKS.toNanos();
    }

    private void lookAnew() {
        if (look.isDone()) {
            look = new CompletableFuture<>();
        }
        waiter.wake();
    }

    /** First of all who hear it: pages that paint what is new wait for it, to show both at once. */
    @EventListener({RefreshCompleted.class, RefreshFailed.class, SettingsChanged.class})
    @Order(0)
    synchronized void lookSoon() {
        if (pages.get() > 0) {
            lookAnew();
        }
    }

    private void run() {
        while (running) {
            waiter.awaitWake(pages.get() > 0 ? BETWEEN_LOOKS : WHILE_NOBODY_LOOKS);
            if (running && (pages.get() > 0 || !look.isDone())) {
                tell(look());
                waiter.sleep(AT_LEAST_BETWEEN_LOOKS);
            }
        }
    }

    private void tell(StatusRead found) {
        CompletableFuture<StatusRead> waiting;
        synchronized (this) {
            lookedAt = System.nanoTime();
            waiting = look;
            look = CompletableFuture.completedFuture(found);
        }
        waiting.complete(found);
        try {
            events.publishEvent(found);
        } catch (RuntimeException e) {
            // Whoever is told may fail: we go on looking.
            log.warn("event=status_not_told cause=\"{}\"", e.toString());
        }
    }

    private StatusRead look() {
        try {
            RefreshStatus status =
                    jdbc.sql(RefreshStatus.QUERY).query(RefreshStatus::read).single();
            long answeredAt = System.nanoTime();
            found = new StatusRead(status.isInTrouble() ? status.because(causes()) : status, true, answeredAt);
        } catch (DataAccessException | TransactionException e) {
            log.warn("event=status_not_read cause=\"{}\"", Refresher.inOneLine(e));
            found = new StatusRead(found.status(), false, found.nanos());
        }
        return found;
    }

    private List<String> causes() {
        return jdbc.sql(RefreshStatus.CAUSES)
                .query((row, _) -> row.getString("text"))
                .list();
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("refresh-watch").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        waiter.stop();
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
