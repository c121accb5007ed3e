package io.tidemark.analytics;

/** All calls of a stretch of time taken together. */
public record Totals(Sums sums, long activeUsers, Percentiles latency) {

    static final Totals NONE = new Totals(Sums.ZERO, 0, Percentiles.NONE);
}
