package io.tidemark.admin;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seconds from a call's arrival until it is visible: half of the calls waited no longer than {@code p50}, and so on.
 * Null without calls.
 */
record Lag(
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99,
        long calls) {

    static final Lag UNKNOWN = new Lag(null, null, null, 0);

    /** Calls that waited equally long. */
    record Weighted(double seconds, long calls) {}

    static Lag of(List<Weighted> lags) {
        if (lags.isEmpty()) {
            return UNKNOWN;
        }
        var sorted = lags.stream()
                .sorted(Comparator.comparingDouble(Weighted::seconds))
                .toList();
        long calls = sorted.stream().mapToLong(Weighted::calls).sum();
        return new Lag(rank(sorted, calls, 0.5), rank(sorted, calls, 0.95), rank(sorted, calls, 0.99), calls);
    }

    private static double rank(List<Weighted> sorted, long calls, double part) {
        long reached = 0;
        for (var lag : sorted) {
            reached += lag.calls();
            if (reached >= part * calls) {
                return lag.seconds();
            }
        }
        return sorted.getLast().seconds();
    }
}
