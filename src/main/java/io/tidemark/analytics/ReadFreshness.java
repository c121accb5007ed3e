package io.tidemark.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what instant the figures are true for, and what is missing from them. */
final class ReadFreshness {

    private final JdbcClient jdbc;

    ReadFreshness(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** While nothing is missing, the figures are true for now: whatever was refreshed when. */
    Freshness freshness() {
        return jdbc.sql("""
                        SELECT
                            now() AS read_at,
                            state.as_of AS refresh,
                            CASE WHEN pending OR state.as_of IS NULL THEN state.as_of ELSE now() END AS as_of,
                            %s,
                            (SELECT max(last_used_at) FROM usage_rollup WHERE grain = 'model' AND calls > 0) AS newest,
                            pending,
                            CASE WHEN pending THEN analytics_pending_calls(:most) ELSE 0 END AS calls_since,
                            run.finished_at, run.reason, run.started_by, run.duration_ms,
                            (SELECT error FROM refresh_run WHERE finished_at IS NOT NULL
                                ORDER BY id DESC LIMIT 1) AS error
                        FROM analytics_settings AS settings
                        CROSS JOIN analytics_state AS state
                        CROSS JOIN analytics_changes_pending() AS pending
                        LEFT JOIN LATERAL (
                            SELECT * FROM refresh_run
                            WHERE finished_at IS NOT NULL AND error IS NULL
                            ORDER BY id DESC
                            LIMIT 1) AS run ON true
                        """.formatted(ReportingZone.COLUMNS))
                .param("most", Freshness.MOST_CALLS_COUNTED)
                .query((row, _) -> freshness(row))
                .single();
    }

    private Freshness freshness(ResultSet row) throws SQLException {
        var finished = instant(row, "finished_at");
        var run = finished == null
                ? null
                : new Freshness.Run(
                        finished, row.getString("reason"), row.getString("started_by"), row.getDouble("duration_ms"));
        return new Freshness(
                row.getObject("read_at", OffsetDateTime.class).toInstant(),
                instant(row, "refresh"),
                instant(row, "as_of"),
                ReportingZone.of(row, jdbc),
                instant(row, "newest"),
                row.getBoolean("pending"),
                row.getLong("calls_since"),
                run,
                row.getString("error"));
    }

    /** Calls that are dated then or later. */
    long callsFrom(Instant start) {
        return jdbc.sql("""
                        SELECT coalesce(sum(calls), 0)::bigint
                        FROM usage_rollup
                        WHERE grain = 'hour_total' AND bucket >= :start
                        """)
                .param("start", Parameters.timestamp(start))
                .query(Long.class)
                .single();
    }

    /** What the figures are given in, and whether there are any. */
    record Installation(
            String currency,
            @Nullable String wrongSettings,
            List<String> successStatuses,
            boolean hasCalls,
            boolean hasDemoCalls) {}

    Installation installation() {
        return jdbc.sql("""
                        SELECT
                            currency,
                            wrong_settings() AS wrong_settings,
                            (SELECT coalesce(state.success_statuses, settings.success_statuses)
                                FROM analytics_state AS state) AS success_statuses,
                            EXISTS (SELECT FROM api_usage) OR EXISTS (SELECT FROM usage_rollup WHERE calls > 0) AS calls,
                            EXISTS (SELECT FROM usage_calls() WHERE source = 'demo') AS demo_calls
                        FROM analytics_settings AS settings
                        """)
                .query((row, _) -> new Installation(
                        row.getString("currency"),
                        row.getString("wrong_settings"),
                        List.of((String[]) row.getArray("success_statuses").getArray()),
                        row.getBoolean("calls"),
                        row.getBoolean("demo_calls")))
                .single();
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
