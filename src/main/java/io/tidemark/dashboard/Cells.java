package io.tidemark.dashboard;

import io.tidemark.analytics.Sums;
import io.tidemark.ui.Figures;
import io.tidemark.ui.TableData.Cell;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Cells that several panels have. */
final class Cells {

    private Cells() {}

    static Cell latency(@Nullable Double milliseconds) {
        if (milliseconds == null) {
            return Cell.of(Figures.NO_DATA, "no latency known", "");
        }
        var exact = String.valueOf(Math.round(milliseconds * 1_000) / 1_000.0);
        return Cell.of(Figures.duration(milliseconds), exact + " ms", exact);
    }

    static Cell cost(Sums sums, String currency) {
        var full = Figures.exactMoney(sums.knownCost(), currency) + unpriced(sums);
        var known = sums.knownCost();
        return Cell.of(Figures.money(known, currency), full, known == null ? "" : Figures.plain(known));
    }

    static Cell price(@Nullable BigDecimal price, String currency) {
        return Cell.of(
                Figures.money(price, currency),
                Figures.exactMoney(price, currency),
                price == null ? "" : Figures.plain(price));
    }

    private static String unpriced(Sums sums) {
        return sums.unpricedCalls() == 0 || sums.knownCost() == null
                ? ""
                : "; %s calls without a price are not in it".formatted(Figures.count(sums.unpricedCalls()));
    }
}
