package io.tidemark.dashboard;

import io.tidemark.analytics.ProviderFigures;
import io.tidemark.analytics.Series;
import io.tidemark.analytics.Sums;
import io.tidemark.ui.Figures;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How each provider did: how much, how reliably, how fast. */
class ProviderPanel extends UsagePanel {

    ProviderPanel() {
        super(PanelName.PROVIDERS);
        setRemark("p50, p95, p99 within 2 %");
    }

    @Override
    TableData table(Shown shown) {
        var columns = List.of(
                Column.text("Provider", "provider"),
                Column.number("Calls", "calls"),
                Column.number("Success", "success_rate"),
                Column.number("p50", "p50_latency_ms").minor(),
                Column.number("p95", "p95_latency_ms"),
                Column.number("p99", "p99_latency_ms").minor(),
                Column.number("Cost", "total_cost"),
                Column.text("Calls over time", "").minor());
        var rows = shown.overview().providers().stream()
                .map(provider -> row(provider, shown))
                .toList();
        return new TableData("Provider performance", columns, rows);
    }

    @Override
    void showBeside(Shown shown) {}

    private static Row row(ProviderFigures of, Shown shown) {
        var sums = of.sums();
        var rate = sums.successRate();
        var cells = new ArrayList<Cell>();
        cells.add(Cell.swatch(shown.tone(of.provider()), of.provider()));
        cells.add(Cell.count(sums.calls()));
        cells.add(Cell.of(
                Figures.rate(rate),
                "%s of %s calls failed".formatted(Figures.count(sums.errors()), Figures.count(sums.calls())),
                rate == null ? "" : String.valueOf(rate)));
        cells.add(Cells.latency(of.latency().p50()));
        cells.add(Cells.latency(of.latency().p95()));
        cells.add(Cells.latency(of.latency().p99()));
        cells.add(Cells.cost(sums, shown.currency()));
        cells.add(Cell.trend(trend(of.provider(), shown), "Calls over time"));
        return new Row(of.provider(), cells);
    }

    private static List<@Nullable Double> trend(String provider, Shown shown) {
        var models = shown.overview().series().stream()
                .filter(series -> series.name().provider().equals(provider))
                .map(Series::values)
                .toList();
        var trend = new ArrayList<@Nullable Double>();
        for (int i = 0; i < shown.overview().buckets().size(); i++) {
            int bucket = i;
            trend.add((double) models.stream()
                    .map(values -> values.get(bucket))
                    .mapToLong(Sums::calls)
                    .sum());
        }
        return trend;
    }
}
