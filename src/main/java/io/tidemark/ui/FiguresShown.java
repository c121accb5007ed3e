package io.tidemark.ui;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the figures of a page are.
 *
 * @param refresh the refresh they come from; null before the first
 * @param asOf the instant that they are known to be true for, if only because nothing had come since the refresh
 */
public record FiguresShown(
        @Nullable Instant refresh, @Nullable Instant asOf) {}
