package io.tidemark.refresh;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the figures are, as the database says it.
 *
 * @param readAt the database's clock when it was asked
 * @param refresh the instant of the last refresh; null before the first
 * @param hour when the hour began that is filling
 * @param wrongSettings what is wrong with the settings, and what to do about it; null when nothing is
 * @param pending whether calls came or changed since
 * @param pendingCalls how many came, counted up to {@link #MOST_CALLS_COUNTED}
 * @param lateAt when what is pending has waited for longer than the strategy promises; null where nothing is
 * @param paused by whom and why; null when not
 * @param runningSince since when a refresh has been running that is not over at once; null where none is
 * @param newestCall when the newest call was made that the figures contain
 * @param failures refreshes that failed since the last one that did not
 * @param causes why the figures are old, where they are
 */
public record RefreshStatus(
        Instant readAt,
        @Nullable Instant refresh,
        ZoneId zone,
        Instant hour,
        @Nullable String wrongSettings,
        RefreshStrategy strategy,
        boolean pending,
        long pendingCalls,
        @Nullable Instant lateAt,
        @Nullable String paused,
        @Nullable Instant runningSince,
        @Nullable Instant newestCall,
        @Nullable LastRun lastRun,
        long failures,
        List<String> causes) {

    /** {@code pendingCalls} goes no further. */
    public static final int MOST_CALLS_COUNTED = 10_000;

    /** The refresh that the figures come from. */
    public record LastRun(Instant finishedAt, String reason, Duration duration) {}

    // While somebody looks, HYBRID refreshes like TRIGGER; and who reads this does look.
    static final String QUERY = """
            SELECT clock_timestamp() AS read_at,
                state.as_of AS refresh,
                zone.name AS zone,
                start_of_hour(clock_timestamp(), zone.name) AS hour,
                status.wrong_settings,
                status.strategy,
                status.pending,
                status.pending_calls,
                CASE WHEN status.pending THEN
                    CASE WHEN status.strategy = 'CRON' THEN refresh_due_at(refresh_settings, complete.at)
                        ELSE complete.at + interval '10 seconds' END
                END AS late_at,
                CASE WHEN status.paused_at IS NOT NULL THEN concat_ws(': ', status.paused_by, status.paused_reason) END
                    AS paused,
                CASE WHEN running.since < clock_timestamp() - interval '1 second' THEN running.since END AS running_since,
                (SELECT max(last_used_at) FROM usage_rollup WHERE grain = 'model' AND calls > 0) AS newest_call,
                status.refreshed_at, status.last_reason, status.last_duration_ms,
                status.failures
            FROM analytics_refresh_status AS status
            CROSS JOIN refresh_settings
            CROSS JOIN analytics_settings AS settings
            CROSS JOIN analytics_state AS state
            CROSS JOIN LATERAL (
                SELECT coalesce(state.reporting_zone, settings.reporting_zone) AS chosen
            ) AS chosen
            -- For the times on a page; what is wrong with another one is said beside them.
            CROSS JOIN LATERAL (SELECT CASE WHEN zone_is_usable(chosen) THEN chosen ELSE 'UTC' END AS name) AS zone
            CROSS JOIN (SELECT refresh_running_since() AS since) AS running
            CROSS JOIN LATERAL (
                SELECT clock_timestamp() - make_interval(secs => status.lag_seconds) AS at
            ) AS complete""";

    // What other sessions do is for admins, and pages are for everybody.
    static final String CAUSES = """
            SELECT DISTINCT CASE cause
                WHEN 'refresh blocked' THEN 'refresh blocked: it waits for another session, which admins can see'
                WHEN 'refresh running' THEN 'a refresh is running'
                ELSE cause || ': ' || detail
            END AS text
            FROM explain_staleness()
            WHERE cause <> 'nothing wrong'""";

    static RefreshStatus read(ResultSet row, int number) throws SQLException {
        var refreshedAt = instant(row, "refreshed_at");
        return new RefreshStatus(
                row.getObject("read_at", OffsetDateTime.class).toInstant(),
                instant(row, "refresh"),
                zone(row.getString("zone")),
                row.getObject("hour", OffsetDateTime.class).toInstant(),
                row.getString("wrong_settings"),
                RefreshStrategy.valueOf(row.getString("strategy")),
                row.getBoolean("pending"),
                row.getLong("pending_calls"),
                instant(row, "late_at"),
                row.getString("paused"),
                instant(row, "running_since"),
                instant(row, "newest_call"),
                refreshedAt == null
                        ? null
                        : new LastRun(
                                refreshedAt,
                                row.getString("last_reason"),
                                Duration.ofNanos(Math.round(row.getDouble("last_duration_ms") * 1e6))),
                row.getLong("failures"),
                List.of());
    }

    RefreshStatus because(List<String> found) {
        return new RefreshStatus(
                readAt,
                refresh,
                zone,
                hour,
                wrongSettings,
                strategy,
                pending,
                pendingCalls,
                lateAt,
                paused,
                runningSince,
                newestCall,
                lastRun,
                failures,
                found);
    }

    /** Whether something keeps the figures from being as fresh as the strategy promises. */
    public boolean isInTrouble() {
        return failures > 0 || wrongSettings != null || isLate();
    }

    /** Whether what is pending waits for too long, or for somebody to end a pause. */
    public boolean isLate() {
        return refresh == null || (pending && paused != null) || (lateAt != null && readAt.isAfter(lateAt));
    }

    /** One that Java does not know yet is UTC, too. */
    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
