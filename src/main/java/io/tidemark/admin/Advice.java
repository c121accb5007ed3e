package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.ui.Figures;
import java.util.List;

/**
 * Which strategy suits this installation, and why. Calls a day decide first; what was measured here overrules them.
 *
 * @param reason one sentence
 */
record Advice(RefreshStrategy strategy, String reason) {

    private static final double FEW_CALLS_A_DAY = 1_000;
    private static final double MANY_CALLS_A_DAY = 10_000;
    private static final double INSERT_COST_THAT_SHOWS = 0.05;
    private static final double SHARE_THAT_SHOWS = 0.05;

    static Advice of(Traffic traffic, List<StrategyFigures> figures) {
        var trigger = figures.getFirst();
        double callsPerDay = traffic.arrivals().callsPerDay();
        String calls = RefreshActions.calls(Math.round(callsPerDay)) + " a day";
        if (callsPerDay < FEW_CALLS_A_DAY) {
            return new Advice(
                    RefreshStrategy.TRIGGER, "with %s, refreshing at once costs next to nothing".formatted(calls));
        }
        Double insertCost = trigger.insertCost();
        double share = trigger.replayed().share();
        if (insertCost == null) {
            return callsPerDay > MANY_CALLS_A_DAY
                    ? new Advice(
                            RefreshStrategy.CRON,
                            "with %s a schedule is the careful start; measure what inserts pay here to be sure"
                                    .formatted(calls))
                    : new Advice(
                            RefreshStrategy.HYBRID,
                            "with %s, at once matters only while somebody looks; measure to be sure".formatted(calls));
        }
        if (insertCost >= INSERT_COST_THAT_SHOWS) {
            return new Advice(
                    RefreshStrategy.CRON,
                    "with %s, inserts would pay %s for the trigger".formatted(calls, Figures.share(insertCost)));
        }
        if (share >= SHARE_THAT_SHOWS) {
            return new Advice(
                    RefreshStrategy.HYBRID,
                    "with %s, refreshing at once would take %s of the time; that is worth it while somebody looks"
                            .formatted(calls, Figures.share(share)));
        }
        return new Advice(
                RefreshStrategy.TRIGGER,
                "measured here, inserts pay %s for it and refreshing takes %s of the time"
                        .formatted(Figures.share(insertCost), Figures.share(share)));
    }
}
