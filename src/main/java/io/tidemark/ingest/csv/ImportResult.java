package io.tidemark.ingest.csv;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file.
 *
 * @param source what the stored calls carry in their column {@code source}
 * @param firstRejects the first rows that were not taken, each with its first reason
 * @param rejectedRows a CSV file of all rows that were not taken, or null if there are none
 * @param oldest the time of the oldest stored call, or null if there is none
 */
public record ImportResult(
        String source,
        long accepted,
        long rejected,
        List<Reject> firstRejects,
        @Nullable Path rejectedRows,
        @Nullable Instant oldest,
        @Nullable Instant newest) {}
