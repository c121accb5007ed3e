package io.tidemark.dashboard;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.analytics.ModelFigures;
import io.tidemark.analytics.Sums;
import io.tidemark.ui.Figures;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import io.tidemark.ui.charts.Drawing;
import io.tidemark.ui.charts.RankedBars;
import java.math.BigDecimal;
import java.util.List;

/** What each model cost, and what a call and a thousand tokens of it cost. */
class ModelCostPanel extends UsagePanel {

    private final RankedBars bars = new RankedBars();
    private final Paragraph unpriced = new Paragraph();

    ModelCostPanel() {
        super(PanelName.COSTS);
        var scroll = new Div(bars);
        scroll.addClassName("bars-frame");
        scroll.getElement().setAttribute("tabindex", "0");
        scroll.getElement().setAttribute("role", "region");
        scroll.getElement().setAttribute("aria-label", "Model costs, largest first");
        putInFront(scroll);
        unpriced.addClassName("remark");
        addContent(unpriced);
    }

    @Override
    TableData table(Shown shown) {
        var columns = List.of(
                Column.text("Model", "model"),
                Column.text("Provider", "provider").minor(),
                Column.number("Cost", "total_cost"),
                Column.number("Share", "share"),
                Column.number("per call", "cost_per_call"),
                Column.number("per 1k tokens", "cost_per_1k_tokens"),
                Column.number("Unpriced calls", "unpriced_calls").minor());
        var shares = CostShares.of(shown.overview().models());
        var rows = shown.overview().models().stream()
                .map(model -> row(model, shares, shown))
                .toList();
        return new TableData("Model costs", columns, rows);
    }

    private static Row row(ModelFigures of, CostShares shares, Shown shown) {
        var name = of.name();
        return new Row(
                name.toString(),
                List.of(
                        Cell.swatch(shown.tone(name), name.model()),
                        Cell.of(name.provider()),
                        Cells.cost(of.sums(), shown.currency()),
                        shares.cell(of.sums()),
                        Cells.price(of.costPerCall(), shown.currency()),
                        Cells.price(of.costPer1kTokens(), shown.currency()),
                        Cell.count(of.sums().unpricedCalls())));
    }

    @Override
    void showBeside(Shown shown) {
        setRemark(shown.words("model-cost-total", ModelCostPanel::totalInWords));
        bars.draw(shown.drawing("model-cost-bars", ModelCostPanel::drawing));
        var remark = shown.words("model-cost-unpriced", ModelCostPanel::unpriced);
        if (!remark.equals(unpriced.getText())) {
            unpriced.setText(remark);
        }
    }

    private static String totalInWords(Shown shown) {
        return Figures.money(total(shown).knownCost(), shown.currency()) + " " + shown.currency();
    }

    private static Drawing drawing(Shown shown) {
        var models = shown.overview().models();
        var shares = CostShares.of(models);
        var largest = models.stream()
                .map(model -> model.sums().cost().abs())
                .max(BigDecimal::compareTo)
                .orElse(BigDecimal.ZERO);
        return RankedBars.drawing(
                shown.about(),
                models.stream().map(model -> bar(model, largest, shares, shown)).toList());
    }

    private static String unpriced(Shown shown) {
        long calls = total(shown).unpricedCalls();
        if (calls == 0) {
            return "";
        }
        return calls == 1
                ? "1 call has no price and is not in these sums."
                : Figures.count(calls) + " calls have no price and are not in these sums.";
    }

    private static RankedBars.Bar bar(ModelFigures of, BigDecimal largest, CostShares shares, Shown shown) {
        var currency = shown.currency();
        var cost = of.sums().knownCost();
        return new RankedBars.Bar(
                of.name().model(),
                shown.tone(of.name()),
                largest.signum() == 0 ? 0 : of.sums().cost().doubleValue() / largest.doubleValue(),
                cost == null ? "no price" : Figures.money(cost, currency),
                cost == null ? "" : shares.cell(of.sums()).text(),
                "%s by %s: %s, %s a call, %s per 1,000 tokens"
                        .formatted(
                                of.name().model(),
                                of.name().provider(),
                                Figures.exactMoney(cost, currency),
                                Figures.money(of.costPerCall(), currency),
                                Figures.money(of.costPer1kTokens(), currency)));
    }

    private static Sums total(Shown shown) {
        return Sums.of(
                shown.overview().models().stream().map(ModelFigures::sums).toList());
    }
}
