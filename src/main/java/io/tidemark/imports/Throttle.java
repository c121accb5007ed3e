package io.tidemark.imports;

import java.time.Duration;

/** Says yes no more often than once in a while. */
final class Throttle {

    private final long nanos;
    private long last;

    Throttle(Duration pause) {
        this.nanos = pause.toNanos();
        this.last = System.nanoTime() - nanos;
    }

    boolean due() {
        long now = System.nanoTime();
        if (now - last < nanos) {
            return false;
        }
        last = now;
        return true;
    }
}
