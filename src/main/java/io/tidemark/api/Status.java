package io.tidemark.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the figures are.
 *
 * @param pending whether they lack anything
 * @param pendingCalls calls that they lack, counted up to 10,000
 * @param asOf the instant they are true for: now while nothing is pending; null before the first refresh
 * @param overdue whether they are older than the strategy promises
 * @param causes why that is so, where it is
 * @param wrongSettings what is wrong with the settings, and what to do about it; null when nothing is
 * @param listeners nodes of the application that listen for changes
 * @param nextRun when the next refresh is due by itself; null when paused or nothing is pending
 */
record Status(
        String strategy,
        String cron,
        @JsonProperty("max_age_minutes") int maxAgeMinutes,
        @Nullable Pause paused,
        boolean pending,
        @JsonProperty("pending_calls") long pendingCalls,
        @JsonProperty("as_of") @Nullable Instant asOf,
        @JsonProperty("lag_seconds") @Nullable Double lagSeconds,
        boolean overdue,
        List<String> causes,
        @JsonProperty("wrong_settings") @Nullable String wrongSettings,
        long listeners,
        @JsonProperty("next_run") @Nullable Instant nextRun,
        @JsonProperty("last_run") @Nullable LastRun lastRun,
        @Nullable Failing failing) {

    /** Since when and by whom refreshing is paused. */
    record Pause(Instant since, String by, @Nullable String reason) {}

    /** The last refresh that succeeded. */
    record LastRun(
            @JsonProperty("finished_at") Instant finishedAt,
            String reason,
            @JsonProperty("started_by") String startedBy,
            @JsonProperty("rows_taken") long rowsTaken,
            @JsonProperty("views_changed") List<String> viewsChanged,
            @JsonProperty("duration_ms") double durationMs) {}

    /** The refreshes since then, all of which failed. */
    record Failing(Instant since, long times, String error) {}
}
