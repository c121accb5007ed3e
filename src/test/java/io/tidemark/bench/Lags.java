package io.tidemark.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long things took, counted by the millisecond; for any number of threads. */
final class Lags {

    private static final int MOST_MS = 60_000;

    private final AtomicLongArray counts = new AtomicLongArray(MOST_MS + 1);

    void add(long nanos) {
        counts.incrementAndGet(Math.clamp(nanos / 1_000_000, 0, MOST_MS));
    }

    long count() {
        long count = 0;
        for (int ms = 0; ms <= MOST_MS; ms++) {
            count += counts.get(ms);
        }
        return count;
    }

    /** The milliseconds that so many percent stay under; -1 when nothing was counted. */
    long percentile(double percent) {
        long wanted = (long) Math.ceil(count() * percent / 100);
        long upTo = 0;
        for (int ms = 0; ms <= MOST_MS && wanted > 0; ms++) {
            upTo += counts.get(ms);
            if (upTo >= wanted) {
                return ms;
            }
        }
        return -1;
    }

    /** The longest, in milliseconds. */
    long worst() {
        return percentile(100);
    }
}
