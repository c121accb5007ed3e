package io.tidemark.refresh;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits a time or until it is woken. Being woken while nobody waits ends the next wait; many wakes count as one. */
final class Waiter {

    private final Semaphore wakes = new Semaphore(0);

    void await(Duration time) {
        try {
            wakes.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
            wakes.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void wake() {
        wakes.release();
    }
}
