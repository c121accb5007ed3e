package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a strategy costs and gives on the traffic of this installation.
 *
 * @param replayed over the arrivals; for HYBRID while somebody watches
 * @param unseen the same while nobody watches; null where that makes no difference
 * @param insertCost what part of an insert the hint trigger adds; null while it is not measured
 */
record StrategyFigures(
        RefreshStrategy strategy,
        Replay.Outcome replayed,
        Replay.@Nullable Outcome unseen,
        @Nullable Double insertCost) {

    /** All three, in the order of the enum. */
    static List<StrategyFigures> of(Traffic traffic, EngineStatus status, @Nullable Measurement measurement) {
        var replay = new Replay(traffic.arrivals(), refreshMs(traffic, measurement) / 1_000);
        var onChange = replay.onChange(status.maxShare());
        var hinting = hintingCost(onChange, traffic, measurement);
        return List.of(
                new StrategyFigures(RefreshStrategy.TRIGGER, onChange, null, hinting),
                new StrategyFigures(RefreshStrategy.CRON, replay.onSchedule(traffic.scheduledRuns()), null, 0.0),
                new StrategyFigures(
                        RefreshStrategy.HYBRID, onChange, replay.onAge(status.maxAgeMinutes() * 60.0), hinting));
    }

    /** Until there was a refresh, one is taken to last as long as four small views do. */
    private static final double UNTRIED_MS = 40;

    /** How long a refresh takes here: usually, else as measured. */
    static double refreshMs(Traffic traffic, @Nullable Measurement measurement) {
        var usual = traffic.refreshes().usualMs();
        return usual != null ? usual : measurement != null ? measurement.refreshMs() : UNTRIED_MS;
    }

    /** A call after a pause sends a hint; those that come while the refresher is awake find the gate closed. */
    private static @Nullable Double hintingCost(
            Replay.Outcome onChange, Traffic traffic, @Nullable Measurement measurement) {
        if (measurement == null) {
            return null;
        }
        long calls = traffic.arrivals().calls();
        double hinting = calls == 0 ? 1 : Math.min(1, (double) onChange.refreshes() / calls);
        return hinting * measurement.hintingCost() + (1 - hinting) * measurement.gatedCost();
    }
}
