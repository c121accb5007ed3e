package io.tidemark.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the figures are.
 *
 * @param readAt the database's clock when they were read
 * @param refresh the instant of the refresh they come from; null before the first
 * @param asOf the instant all of them are true for: that of the refresh, or {@code readAt} where nothing came since
 * @param zone whose days they are counted in
 * @param newestCall when the newest call was made that they contain
 * @param callsSince calls that arrived since, counted up to {@link #MOST_CALLS_COUNTED}
 * @param lastRun the refresh they come from
 * @param error what went wrong with the last refresh, if it failed
 */
public record Freshness(
        Instant readAt,
        @Nullable Instant refresh,
        @Nullable Instant asOf,
        ZoneId zone,
        @Nullable Instant newestCall,
        boolean pending,
        long callsSince,
        @Nullable Run lastRun,
        @Nullable String error) {

    public static final int MOST_CALLS_COUNTED = 10_000;

    /** A refresh that succeeded. */
    public record Run(Instant finishedAt, String reason, String startedBy, double durationMs) {}

    /** How far the figures are behind the calls: nothing while no call is missing. */
    public Duration behind() {
        return asOf == null || !pending ? Duration.ZERO : Duration.between(asOf, readAt);
    }
}
