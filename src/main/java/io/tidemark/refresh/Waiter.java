package io.tidemark.refresh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits a time or until it is woken. Being woken while nobody waits ends the next wait; many wakes count as one. */
final class Waiter {

    private final Semaphore wakes = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Waits this long, or until it is woken, or was woken since the last time; says whether it was. */
    boolean awaitWake(Duration time) {
        try {
            boolean woken = wakes.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
            wakes.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Waits this long; only {@link #stop()} ends it earlier. */
    void sleep(Duration time) {
        try {
            stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void wake() {
        wakes.release();
    }

    /** Ends every wait. */
    void stop() {
        stopped.countDown();
        wakes.release();
    }
}
