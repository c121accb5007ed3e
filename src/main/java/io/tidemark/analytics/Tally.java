package io.tidemark.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Rollup cells added up. */
final class Tally {

    private static final int DIGITS = 12;

    private Sums sums = Sums.ZERO;
    private long pricedTokens;
    private @Nullable Instant lastUsed;
    private final Latencies latencies = new Latencies();

    void add(ReadCells.Cell cell, int sign) {
        sums = sign > 0 ? sums.plus(cell.sums()) : sums.minus(cell.sums());
        pricedTokens += sign * cell.pricedTokens();
        latencies.add(cell.latencyBins(), cell.latencyBinCalls(), sign);
        var used = cell.lastUsed();
        if (lastUsed == null || (used != null && used.isAfter(lastUsed))) {
            lastUsed = used;
        }
    }

    Sums sums() {
        return sums.calls() == 0 ? Sums.ZERO : sums;
    }

    Percentiles latency() {
        return latencies.percentiles();
    }

    Totals totals(long activeUsers) {
        return new Totals(sums(), activeUsers, latency());
    }

    ModelFigures model(ModelName name, long activeUsers) {
        long priced = sums.calls() - sums.unpricedCalls();
        return new ModelFigures(
                name,
                sums,
                activeUsers,
                price(sums.cost(), priced),
                price(sums.cost().movePointRight(3), pricedTokens),
                lastUsed);
    }

    private static @Nullable BigDecimal price(BigDecimal cost, long parts) {
        return parts == 0 ? null : cost.divide(BigDecimal.valueOf(parts), DIGITS, RoundingMode.HALF_UP);
    }
}
