package io.tidemark.analytics;

import java.util.List;

/** One model over time, a value for each bucket of the period. */
public record Series(ModelName name, List<Sums> values) {}
