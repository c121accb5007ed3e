package io.tidemark.ui.charts;

import org.jspecify.annotations.Nullable;

/**
 * How much of a column's calls failed.
 *
 * @param rate 0 to 1; null where there were no calls
 * @param text the same in words
 */
public record Failures(@Nullable Double rate, String text) {}
