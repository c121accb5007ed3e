package io.tidemark.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refresh in the history.
 *
 * @param waitMs how long it waited for another refresh before it began
 * @param views how many it changed
 * @param lagMs from the arrival of the oldest call that it took until that was visible
 */
record Run(
        long id,
        Instant startedAt,
        @Nullable Instant finishedAt,
        String reason,
        String startedBy,
        @Nullable Long rowsTaken,
        int views,
        @Nullable Double durationMs,
        @Nullable Double waitMs,
        @Nullable Double lagMs,
        @Nullable String error) {

    static final String COLUMNS = """
            id, started_at, finished_at, reason, started_by, rows_taken, cardinality(views_changed) AS views, duration_ms,
            (steps ->> 'wait')::double precision AS wait_ms, milliseconds(first_arrival_at, finished_at) AS lag_ms, error
            """;

    /** From the wish for it to the last view. */
    double totalMs() {
        return (durationMs == null ? 0 : durationMs) + (waitMs == null ? 0 : waitMs);
    }
}
