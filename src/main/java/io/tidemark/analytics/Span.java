package io.tidemark.analytics;

import java.time.Instant;

/**
 * Rollup cells of one grain whose bucket starts in a stretch of time.
 *
 * @param part what of a {@link Period} it belongs to: a sum of {@link #SHOWN}, {@link #COMPARED}, {@link #PREVIOUS}
 */
record Span(int part, Grain grain, Instant from, Instant to) {

    static final int SHOWN = 1;
    static final int COMPARED = 2;
    static final int PREVIOUS = 4;
}
