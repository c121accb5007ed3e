package io.tidemark.admin;

import io.tidemark.admin.Arrivals.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * What a strategy would have made of calls that arrived: runs its schedule over them. A refresh takes in what has
 * arrived when it begins, and shows it when it ends.
 *
 * @param arrivals the calls
 * @param refreshSeconds how long a refresh takes
 */
record Replay(Arrivals arrivals, double refreshSeconds) {

    /** From the commit of a call until the refresher is awake. */
    private static final double HINT_SECONDS = 0.005;

    /**
     * What came of it.
     *
     * @param refreshes that took in at least one call
     * @param share part of the time that they took
     */
    record Outcome(Lag lag, long refreshes, double share) {}

    /** Refreshes on each call, but takes no more than this part of the time. */
    Outcome onChange(double maxShare) {
        double pause = refreshSeconds * (1 / maxShare - 1);
        return run((arrival, lastStart) -> Math.max(arrival + HINT_SECONDS, lastStart + refreshSeconds + pause));
    }

    /** Refreshes when there is something new and the last refresh began this long ago. */
    Outcome onAge(double maxAgeSeconds) {
        return run((arrival, lastStart) -> Math.max(arrival, lastStart + maxAgeSeconds));
    }

    /** Refreshes at these seconds since the first arrival that is known, in order. */
    Outcome onSchedule(List<Double> runs) {
        DoubleUnaryOperator next =
                second -> runs.stream().filter(run -> run >= second).findFirst().orElse(Double.POSITIVE_INFINITY);
        return run((arrival, lastStart) -> next.applyAsDouble(arrival));
    }

    /** When to refresh for a call that arrived at a second, given when the last refresh began. */
    private interface Schedule {
        double startFor(double arrival, double lastStart);
    }

    private Outcome run(Schedule schedule) {
        var lags = new ArrayList<Lag.Weighted>();
        List<Batch> batches = arrivals.batches();
        long refreshes = 0;
        double start = Double.NEGATIVE_INFINITY;
        int i = 0;
        while (i < batches.size()) {
            start = schedule.startFor(batches.get(i).second(), start);
            if (Double.isInfinite(start)) {
                break;
            }
            for (; i < batches.size() && batches.get(i).second() <= start; i++) {
                Batch batch = batches.get(i);
                lags.add(new Lag.Weighted(start + refreshSeconds - batch.second(), batch.calls()));
            }
            refreshes++;
        }
        return new Outcome(
                Lag.of(lags), refreshes, Math.min(1, refreshes * refreshSeconds / Math.max(1, arrivals.seconds())));
    }
}
