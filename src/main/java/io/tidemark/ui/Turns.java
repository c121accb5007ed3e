package io.tidemark.ui;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When a page is painted: at once when it was not for a while, else when its next turn comes, however often it is asked
 * for meanwhile. Turns keep their rhythm when one was taken a little late.
 */
final class Turns {

    private final LongSupplier clock;
    private final Later scheduler;
    private final Supplier<Duration> between;
    private final Runnable work;
    private boolean wanted;
    private boolean busy;
    private long next;
    private long begunAt;
    private @Nullable Future<?> waiting;

    /** Has something done after so many nanoseconds. */
    interface Later {
        Future<?> schedule(Runnable work, long delay);
    }

    /**
     * The turns of one page.
     *
     * @param clock in nanoseconds
     * @param between from one turn to the next
     * @param work what a turn begins with; whoever does it calls {@link #done} in the end
     */
    Turns(LongSupplier clock, Later scheduler, Supplier<Duration> between, Runnable work) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.between = between;
        this.work = work;
        next = clock.getAsLong();
    }

    /** There may be something new. */
    synchronized void want() {
        wanted = true;
        if (busy) {
            return;
        }
        long early = next - clock.getAsLong();
        if (early <= 0) {
            begin();
            var _ = scheduler.schedule(work, 0);
        } else if (waiting == null) {
            waiting = scheduler.schedule(this::turnCame, early);
        }
    }

    private void turnCame() {
        synchronized (this) {
            waiting = null;
            if (busy || !wanted) {
                return;
            }
            begin();
        }
        work.run();
    }

    private void begin() {
        wanted = false;
        busy = true;
        begunAt = clock.getAsLong();
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
    }

    /** The turn is over; the page was painted, or there was nothing to paint. */
    synchronized void done(boolean painted) {
        busy = false;
        if (painted) {
            long nanos = between.get().toNanos();
            next = (begunAt - next < nanos / 2 ? next : begunAt) + nanos;
        }
        if (wanted) {
            want();
        }
    }
}
