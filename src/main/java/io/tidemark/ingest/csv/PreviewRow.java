package io.tidemark.ingest.csv;

import io.tidemark.ingest.ApiCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row as it would be stored, or why it would not be: one of the two. */
public record PreviewRow(long line, @Nullable ApiCall call, List<Reject> reasons) {}
