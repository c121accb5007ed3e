package io.tidemark.ui;

import java.time.Duration;

/**
 * How often a page may be painted: at most four times a second, and so seldom that painting all pages leaves half of the
 * machine to others. See docs/decisions/2026-11-25-drawn-figures.md.
 */
final class PaintPace {

    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofMillis(1_500);
    private static final double SHARE = 0.5;
    private static final double WEIGHT_OF_THE_LAST = 0.02;

    private final int processors;
    private double usualNanos;

    PaintPace(int processors) {
        this.processors = processors;
    }

    synchronized void took(long nanos) {
        usualNanos += WEIGHT_OF_THE_LAST * (nanos - usualNanos);
    }

    synchronized Duration between(int pages) {
        var all = Duration.ofNanos((long) (pages * usualNanos / (SHARE * processors)));
        return all.compareTo(SHORTEST) < 0 ? SHORTEST : all.compareTo(LONGEST) > 0 ? LONGEST : all;
    }
}
