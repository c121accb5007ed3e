package io.tidemark.analytics;

import java.time.Instant;
import java.time.LocalDate;

/**
 * One hour or day.
 *
 * @param day the day that it is, or belongs to
 * @param beginsDay whether the day begins with it
 * @param filling whether it is not over yet
 */
public record Bucket(Instant start, LocalDate day, boolean beginsDay, boolean filling, Totals totals) {}
