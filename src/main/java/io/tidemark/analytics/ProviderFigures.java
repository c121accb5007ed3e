package io.tidemark.analytics;

/** One provider over the whole period. */
public record ProviderFigures(String provider, Sums sums, Percentiles latency) {}
