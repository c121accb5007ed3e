package io.tidemark.ingest.csv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file.
 *
 * @param line the line it begins on, from 1
 * @param text the row as it stands in the file; only its beginning where it is too long
 * @param cells its cells; empty when it is malformed
 * @param mistake why it cannot be read, or null
 */
public record CsvRecord(
        long line,
        String text,
        List<String> cells,
        @Nullable String mistake) {}
