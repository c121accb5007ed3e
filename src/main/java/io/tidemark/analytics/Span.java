package io.tidemark.analytics;

import java.time.Instant;

/**
 * Rollup cells of one grain whose bucket starts in a stretch of time.
 *
 * @param part what of a {@link Period} it belongs to: a sum of {@link #SHOWN}, {@link #COMPARED}, {@link #PREVIOUS}
 * @param sign 1 where the cells are to be added, -1 where they are to be taken away
 */
record Span(int part, int sign, Grain grain, Instant from, Instant to) {

    static final int SHOWN = 1;
    static final int COMPARED = 2;
    static final int PREVIOUS = 4;

    static Span with(int part, Grain grain, Instant from, Instant to) {
        return new Span(part, 1, grain, from, to);
    }

    static Span without(int part, Grain grain, Instant from, Instant to) {
        return new Span(part, -1, grain, from, to);
    }

    boolean isShown() {
        return (part & SHOWN) != 0;
    }
}
