package io.tidemark.api;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code analytics_refresh_status}, and causes of staleness by their names where there is something to explain. */
@Component
class ReadStatus {

    private final JdbcClient jdbc;

    ReadStatus(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Status now() {
        return jdbc.sql("""
                        SELECT
                            status.*,
                            CASE WHEN overdue THEN ARRAY(SELECT DISTINCT cause FROM explain_staleness() ORDER BY cause)
                                ELSE '{}' END AS causes
                        FROM analytics_refresh_status AS status
                        """).query((row, _) -> status(row)).single();
    }

    private static Status status(ResultSet row) throws SQLException {
        return new Status(
                row.getString("strategy"),
                row.getString("cron"),
                row.getInt("max_age_minutes"),
                pause(row),
                row.getBoolean("pending"),
                row.getLong("pending_calls"),
                instant(row, "as_of"),
                row.getObject("lag_seconds", Double.class),
                row.getBoolean("overdue"),
                texts(row, "causes"),
                row.getString("wrong_settings"),
                row.getLong("listeners"),
                instant(row, "next_run"),
                lastRun(row),
                failing(row));
    }

    private static Status.@Nullable Pause pause(ResultSet row) throws SQLException {
        Instant since = instant(row, "paused_at");
        return since == null
                ? null
                : new Status.Pause(since, row.getString("paused_by"), row.getString("paused_reason"));
    }

    private static Status.@Nullable LastRun lastRun(ResultSet row) throws SQLException {
        Instant finished = instant(row, "refreshed_at");
        return finished == null || row.getString("last_reason") == null
                ? null
                : new Status.LastRun(
                        finished,
                        row.getString("last_reason"),
                        row.getString("last_started_by"),
                        row.getLong("last_rows_taken"),
                        texts(row, "last_views_changed"),
                        row.getDouble("last_duration_ms"));
    }

    private static Status.@Nullable Failing failing(ResultSet row) throws SQLException {
        Instant since = instant(row, "failing_since");
        return since == null
                ? null
                : new Status.Failing(
                        since, row.getLong("failures"), Objects.requireNonNullElse(row.getString("last_error"), ""));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
