package io.tidemark.dashboard;

import io.tidemark.analytics.ModelFigures;
import io.tidemark.analytics.Sums;
import io.tidemark.ui.Figures;
import io.tidemark.ui.TableData.Cell;
import java.math.BigDecimal;
import java.util.List;

/**
 * The parts that models have in what all of them cost. There are none where one of them gave money back: the parts of the
 * others would be more than the whole.
 */
record CostShares(BigDecimal total, boolean hasCredit) {

    static CostShares of(List<ModelFigures> models) {
        var costs = models.stream().map(model -> model.sums().cost()).toList();
        return new CostShares(
                costs.stream().reduce(BigDecimal.ZERO, BigDecimal::add),
                costs.stream().anyMatch(cost -> cost.signum() < 0));
    }

    Cell cell(Sums of) {
        if (of.knownCost() == null) {
            return Cell.of(Figures.NO_DATA, "no price known", "");
        }
        if (hasCredit) {
            return Cell.of(Figures.NO_DATA, "no share, because a cost is negative", "");
        }
        if (total.signum() == 0) {
            return Cell.of(Figures.NO_DATA, "no share, because nothing was spent", "");
        }
        double share = of.cost().doubleValue() / total.doubleValue();
        return Cell.of(Figures.share(share), Figures.share(share), String.valueOf(share));
    }
}
