package io.tidemark.analytics;

import java.time.Instant;

/** Rollup cells of one grain whose bucket starts in a stretch of time. */
record Span(Grain grain, Instant from, Instant to) {}
