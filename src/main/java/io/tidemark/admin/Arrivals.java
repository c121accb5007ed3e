package io.tidemark.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When calls arrived.
 *
 * @param from since when this is known
 * @param batches in the order of time
 */
record Arrivals(Instant from, Instant until, List<Batch> batches) {

    /**
     * Calls that arrived together, within a tenth of a second.
     *
     * @param second since {@code from}
     */
    record Batch(double second, long calls) {}

    long calls() {
        return batches.stream().mapToLong(Batch::calls).sum();
    }

    double seconds() {
        return Duration.between(from, until).toMillis() / 1000.0;
    }

    /** As many a day as came in the time that is known. */
    double callsPerDay() {
        return calls() * Duration.ofDays(1).toSeconds() / Math.max(1, seconds());
    }
}
