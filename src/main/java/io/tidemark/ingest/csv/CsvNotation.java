package io.tidemark.ingest.csv;

import io.tidemark.ingest.LatencyUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a file writes numbers and times, all of its rows alike. What is null is not known: a value that needs it is
 * rejected, not guessed.
 */
public record CsvNotation(
        @Nullable NumberMarks marks,
        @Nullable LatencyUnit latencyUnit,
        @Nullable DateOrder dateOrder,
        @Nullable EpochUnit epochUnit) {}
