package io.tidemark.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came in lately and what refreshing it took: what strategies are judged by.
 *
 * @param arrivals the calls of the last 24 hours, or of less where they are very many
 * @param scheduledRuns when the schedule would have refreshed, in seconds since {@code arrivals.from()}
 * @param refreshes of the last 24 hours
 * @param lag as it was
 */
record Traffic(Arrivals arrivals, List<Double> scheduledRuns, Refreshes refreshes, Lag lag) {

    /**
     * The refreshes of the last 24 hours.
     *
     * @param usualMs how long one takes that has calls to take in; null when there was none
     */
    record Refreshes(long count, double totalMs, @Nullable Double usualMs) {}
}
