package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Situations to judge. */
final class Situations {

    static final Instant NOW = Instant.parse("2026-11-22T14:03:07Z");

    private Situations() {}

    /** So many calls in the last 24 hours, evenly. */
    static Traffic traffic(int calls, double refreshMs) {
        var batches = IntStream.range(0, calls)
                .mapToObj(i -> new Arrivals.Batch(86_400.0 * i / calls, 1))
                .toList();
        var arrivals = new Arrivals(NOW.minus(Duration.ofDays(1)), NOW, batches);
        var everyFiveMinutes =
                IntStream.rangeClosed(1, 289).mapToObj(i -> i * 300.0).toList();
        return new Traffic(
                arrivals, everyFiveMinutes, new Traffic.Refreshes(10, 10 * refreshMs, refreshMs), Lag.UNKNOWN);
    }

    /** An insert of a millisecond, of which the trigger adds this part, whether it hints or not. */
    static Measurement measurement(double cost) {
        return new Measurement(
                NOW.minusSeconds(600), "ada", 100, 1_000, 1_000 * (1 + cost), 1_000 * (1 + cost), 40, 3, 200_000, 350);
    }

    static EngineStatus status(RefreshStrategy strategy) {
        return new Builder(strategy).build();
    }

    static List<TriggerStatus> triggers(boolean on) {
        return List.of(
                new TriggerStatus("auto_refresh_analytics_on_insert", "api_usage", "INSERT", 1, on ? 1 : 0, true, ""),
                new TriggerStatus("auto_refresh_analytics_on_update", "api_usage", "UPDATE", 1, on ? 1 : 0, true, ""),
                new TriggerStatus("record_changes_on_delete", "api_usage", "DELETE", 7, 7, false, ""));
    }

    static Situation of(EngineStatus status) {
        return of(status, triggers(status.wantsTriggers()), null, null);
    }

    /** The same, where this is the last run that succeeded. */
    static Situation after(Run last, EngineStatus status) {
        var of = of(status);
        return new Situation(
                status,
                last,
                of.slowest(),
                of.changes(),
                of.tables(),
                of.triggers(),
                of.drift(),
                of.verification(),
                of.differences(),
                of.measurement(),
                of.traffic(),
                of.figures());
    }

    /** The same, where this is not as it must be. */
    static Situation with(List<Drift> drift, EngineStatus status) {
        var of = of(status);
        return new Situation(
                status,
                of.last(),
                of.slowest(),
                of.changes(),
                of.tables(),
                of.triggers(),
                drift,
                of.verification(),
                of.differences(),
                of.measurement(),
                of.traffic(),
                of.figures());
    }

    static Situation of(
            EngineStatus status,
            List<TriggerStatus> triggers,
            @Nullable Verification verification,
            @Nullable Run slowest) {
        var measurement = measurement(0.03);
        var traffic = traffic(500, 40);
        return new Situation(
                status,
                run(24.0, null),
                slowest,
                List.of(),
                Tables.UNKNOWN,
                triggers,
                List.of(),
                verification,
                null,
                measurement,
                traffic,
                StrategyFigures.of(traffic, status, measurement));
    }

    static Run run(@Nullable Double durationMs, @Nullable Double waitMs) {
        return run(7, durationMs, waitMs);
    }

    static Run run(long id, @Nullable Double durationMs, @Nullable Double waitMs) {
        return new Run(
                id,
                NOW.minusSeconds(3),
                NOW.minusSeconds(2),
                "hint",
                "node app-1",
                3L,
                4,
                durationMs,
                waitMs,
                210.0,
                null);
    }

    /** A status, all well but for what is set. */
    static final class Builder {
        private final RefreshStrategy strategy;
        Instant readAt = NOW;
        boolean paused;
        boolean pending;
        boolean overdue;
        long failures;
        long listeners = 1;

        @Nullable
        Instant asOf = NOW;

        @Nullable
        String cronTrouble;

        Builder(RefreshStrategy strategy) {
            this.strategy = strategy;
        }

        EngineStatus build() {
            return new EngineStatus(
                    readAt,
                    ZoneOffset.UTC,
                    readAt.atOffset(ZoneOffset.UTC).toLocalDate(),
                    null,
                    strategy,
                    "*/5 * * * *",
                    5,
                    0.2,
                    paused ? NOW.minusSeconds(60) : null,
                    paused ? "ada" : null,
                    paused ? "maintenance" : null,
                    false,
                    cronTrouble,
                    listeners,
                    pending,
                    pending ? 12 : 0,
                    asOf,
                    pending ? 0.31 : 0.0,
                    overdue,
                    failures > 0 ? NOW.minusSeconds(90) : null,
                    failures,
                    failures > 0 ? "no unique index" : null,
                    NOW.plusSeconds(60));
        }
    }
}
