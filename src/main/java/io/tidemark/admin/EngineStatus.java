package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How the refresh is doing.
 *
 * @param readAt the database's clock
 * @param zone in which the page writes times
 * @param today the day of the reports that has begun
 * @param wrongSettings what is wrong with the settings, and what to do about it; null when nothing is
 * @param pgCron whether pg_cron can keep the schedule
 * @param cronTrouble what is wrong with the job of pg_cron, where that keeps the schedule
 * @param listeners nodes of the application that listen
 * @param pendingCalls committed calls that the views lack, counted up to {@link #MOST_CALLS_COUNTED}
 * @param lagSeconds how far the views are behind; null before the first refresh
 * @param overdue whether that is more than the strategy promises
 * @param nextRun when the next refresh by itself is due
 */
record EngineStatus(
        Instant readAt,
        ZoneId zone,
        LocalDate today,
        @Nullable String wrongSettings,
        RefreshStrategy strategy,
        String cron,
        int maxAgeMinutes,
        double maxShare,
        @Nullable Instant pausedAt,
        @Nullable String pausedBy,
        @Nullable String pausedReason,
        boolean pgCron,
        @Nullable String cronTrouble,
        long listeners,
        boolean pending,
        long pendingCalls,
        @Nullable Instant asOf,
        @Nullable Double lagSeconds,
        boolean overdue,
        @Nullable Instant failingSince,
        long failures,
        @Nullable String lastError,
        @Nullable Instant nextRun) {

    static final int MOST_CALLS_COUNTED = 10_000;

    static final String QUERY = """
            SELECT clock_timestamp() AS read_at, zone.name AS zone, day_of(clock_timestamp(), zone.name) AS today,
                s.wrong_settings,
                s.strategy, s.cron, s.max_age_minutes, settings.max_share, s.paused_at, s.paused_by, s.paused_reason,
                s.pg_cron,
                CASE WHEN s.strategy = 'CRON' AND s.pg_cron AND s.paused_at IS NULL THEN cron_job_trouble() END AS cron_trouble,
                s.listeners, s.pending, s.pending_calls, s.as_of, s.lag_seconds, s.overdue, s.failing_since, s.failures,
                s.last_error, s.next_run
            FROM analytics_refresh_status s
            CROSS JOIN refresh_settings settings
            CROSS JOIN analytics_state state
            CROSS JOIN analytics_settings settled
            CROSS JOIN LATERAL (SELECT coalesce(state.reporting_zone, settled.reporting_zone) AS chosen) AS chosen
            CROSS JOIN LATERAL (SELECT CASE WHEN zone_is_usable(chosen) THEN chosen ELSE 'UTC' END AS name) AS zone""";

    boolean paused() {
        return pausedAt != null;
    }

    boolean failing() {
        return failures > 0;
    }

    /** Whether the hint triggers should be on. */
    boolean wantsTriggers() {
        return strategy != RefreshStrategy.CRON;
    }
}
