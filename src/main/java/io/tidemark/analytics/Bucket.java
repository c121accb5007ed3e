package io.tidemark.analytics;

import java.time.Instant;

/**
 * One hour or day.
 *
 * @param filling whether it is not over yet
 */
public record Bucket(Instant start, boolean filling, Totals totals) {}
