package io.tidemark.refresh;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What the loop decides by, as the database says it.
 *
 * @param pending whether the views lack anything
 * @param watched whether somebody has a page open on any node; asked under HYBRID only
 * @param pgCron whether pg_cron keeps the schedule
 * @param hints whether a transaction that changes calls can say so
 * @param snapshot what was committed when it was looked, as PostgreSQL writes it
 * @param maxShare part of the time that refreshing may take
 * @param usualDuration how long a refresh takes, whoever does it: the median of the last five, of which rebuilds and the
 *     ones before the first count as nothing
 * @param refreshedAt when the last refresh ended, whoever did it; null before the first
 * @param asOf the instant the views are true for; null before the first refresh
 * @param scheduledFor when the schedule wants the next refresh after {@code asOf}; null unless the strategy is CRON
 * @param now the database's clock
 */
record LoopState(
        RefreshStrategy strategy,
        boolean paused,
        boolean pending,
        boolean watched,
        boolean pgCron,
        boolean hints,
        String snapshot,
        Duration maxAge,
        double maxShare,
        Duration usualDuration,
        @Nullable Instant refreshedAt,
        @Nullable Instant asOf,
        @Nullable Instant scheduledFor,
        Instant now) {

    /** A page is painted four times a second at most: nobody sees what is refreshed more often. */
    private static final Duration SHORTEST_CYCLE = Duration.ofMillis(250);

    static final String QUERY = """
            SELECT strategy, paused_at IS NOT NULL AS paused, check_analytics_changes() AS pending,
                strategy = 'HYBRID' AND EXISTS (SELECT FROM advisory_lock_holders(audience_lock())) AS watched,
                pg_cron_is_usable() AS pg_cron, hints_arrive() AS hints,
                pg_current_snapshot()::text AS snapshot, max_age_minutes, max_share, refreshed_at, as_of,
                (
                    SELECT ms
                    FROM (
                        SELECT CASE WHEN reason NOT IN ('rebuild', 'repair', 'recount', 'import', 'undo import') THEN duration_ms END AS ms
                        FROM refresh_run
                        WHERE error IS NULL
                        ORDER BY id DESC
                        LIMIT 5
                    ) AS last
                    ORDER BY ms DESC NULLS LAST
                    OFFSET 2 LIMIT 1
                ) AS usual_ms,
                CASE WHEN strategy = 'CRON' THEN cron_next_run(cron, coalesce(as_of, 'epoch')) END AS scheduled_for,
                clock_timestamp() AS now
            FROM refresh_settings
            -- An instant still to come says that the clock was set back: as good as none.
            LEFT JOIN analytics_state ON as_of <= clock_timestamp()""";

    static LoopState read(ResultSet row, int number) throws SQLException {
        return new LoopState(
                RefreshStrategy.valueOf(row.getString("strategy")),
                row.getBoolean("paused"),
                row.getBoolean("pending"),
                row.getBoolean("watched"),
                row.getBoolean("pg_cron"),
                row.getBoolean("hints"),
                row.getString("snapshot"),
                Duration.ofMinutes(row.getLong("max_age_minutes")),
                row.getDouble("max_share"),
                Duration.ofNanos(Math.round(row.getDouble("usual_ms") * 1e6)),
                instant(row, "refreshed_at"),
                instant(row, "as_of"),
                instant(row, "scheduled_for"),
                row.getObject("now", OffsetDateTime.class).toInstant());
    }

    /** Whether the views are older than figures that nobody watches may get. */
    boolean tooOld() {
        return asOf == null || !asOf.plus(maxAge).isAfter(now);
    }

    /**
     * How long a pause follows each refresh, so that all nodes together keep to their share of the time, and refresh not
     * more often than pages are painted.
     */
    Duration pause() {
        var byShare = Duration.ofNanos((long) (usualDuration.toNanos() * (1 / maxShare - 1)));
        var byPages = SHORTEST_CYCLE.minus(usualDuration);
        return byShare.compareTo(byPages) > 0 ? byShare : byPages;
    }

    /** What is left of the pause; nothing where the last refresh lies in the future because the clock was set back. */
    Duration rest() {
        if (refreshedAt == null || refreshedAt.isAfter(now)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, refreshedAt.plus(pause()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
