package io.tidemark.refresh;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refresh that was done: a row of {@code refresh_run}.
 *
 * @param reason why it ran: manual, check, import, rebuild and others
 * @param startedBy who or what asked for it
 * @param asOf the instant that all views are true for since then
 * @param rowsTaken calls inserted, changed or deleted that it took in
 * @param lastArrivalAt when the newest of the new calls had been committed or, where that is not known, inserted; null
 *     when there was none
 * @param viewsChanged names of the materialized views whose rows it changed
 * @param duration from the look for changes to the last view
 */
public record RefreshRun(
        long id,
        Instant startedAt,
        Instant finishedAt,
        String reason,
        String startedBy,
        Instant asOf,
        long rowsTaken,
        @Nullable Instant lastArrivalAt,
        List<String> viewsChanged,
        Duration duration) {

    static RefreshRun read(ResultSet row, int number) throws SQLException {
        return new RefreshRun(
                row.getLong("id"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getString("reason"),
                row.getString("started_by"),
                instant(row, "as_of"),
                row.getLong("rows_taken"),
                row.getObject("last_arrival_at") == null ? null : instant(row, "last_arrival_at"),
                List.of((String[]) row.getArray("views_changed").getArray()),
                Duration.ofNanos(Math.round(row.getDouble("duration_ms") * 1e6)));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
