package io.tidemark.dashboard;

import io.tidemark.analytics.Bucket;
import io.tidemark.analytics.Sums;
import io.tidemark.ui.Figures;
import io.tidemark.ui.SegmentedControl;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import io.tidemark.ui.charts.ColumnsData;
import io.tidemark.ui.charts.Failures;
import io.tidemark.ui.charts.StackedColumns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** Cost, calls or tokens over time, stacked by provider or model, with the errors. */
class DailyPanel extends UsagePanel {

    private final StackedColumns columns = new StackedColumns();
    private final SegmentedControl<Metric> metric =
            new SegmentedControl<>("Metric", List.of(Metric.values()), choice -> choice.label);
    private final SegmentedControl<Grouping> grouping =
            new SegmentedControl<>("Stacked by", List.of(Grouping.values()), choice -> choice.label);

    DailyPanel(Consumer<Metric> chooseMetric, Consumer<Grouping> chooseGrouping) {
        super(PanelName.DAILY);
        addControls(metric, grouping);
        putInFront(columns);
        metric.onChoice(chooseMetric);
        grouping.onChoice(chooseGrouping);
    }

    @Override
    void showBeside(Shown shown) {
        metric.setValue(shown.state().metric());
        grouping.setValue(shown.state().grouping());
        var unit = shown.timeColumns().unit();
        rename(unit.title);
        setRemark(shown.overview().period().isStillFilling() ? unit.filling : "");
        columns.setData(shown.columns(PanelName.DAILY, DailyPanel::columnsData));
    }

    private static ColumnsData columnsData(Shown shown) {
        var columns = shown.timeColumns();
        var metric = shown.state().metric();
        return new ColumnsData(
                ColumnLabels.of(columns, shown.overview().period().today()),
                columns.list().stream().map(columns::title).toList(),
                Stack.of(shown).stream()
                        .map(layer -> layer.series(metric, columns))
                        .toList(),
                columns.list().stream().map(column -> failures(column.sums())).toList(),
                columns.filling(),
                metric == Metric.COST ? shown.currency() : "",
                description(shown));
    }

    private static Failures failures(Sums of) {
        var rate = of.calls() == 0 ? null : (double) of.errors() / of.calls();
        return new Failures(
                rate,
                of.errors() == 0
                        ? "none"
                        : "%s of %s, %s"
                                .formatted(
                                        Figures.count(of.errors()),
                                        Figures.count(of.calls()),
                                        Figures.share(Objects.requireNonNull(rate))));
    }

    private static String description(Shown shown) {
        var metric = shown.state().metric();
        var columns = shown.timeColumns().list();
        Comparator<Columns.Column> byValue = Comparator.comparingDouble(column -> metric.of(column.sums()));
        var highest = columns.stream().max(byValue);
        var belowZero = columns.stream().min(byValue).filter(column -> metric.of(column.sums()) < 0);
        return "%s, %s, as columns. %s.%s The table has every value."
                .formatted(
                        metric.label,
                        shown.labels().days(),
                        highest.map(column -> "Highest " + inWords(column, shown))
                                .orElse("Nothing"),
                        belowZero
                                .map(column -> " Lowest " + inWords(column, shown) + ".")
                                .orElse(""));
    }

    private static String inWords(Columns.Column column, Shown shown) {
        return shown.timeColumns().title(column) + ": " + text(shown.state().metric(), column.sums(), shown.currency());
    }

    @Override
    TableData table(Shown shown) {
        var layers = Stack.of(shown);
        var metric = shown.state().metric();
        var tableColumns = new ArrayList<Column>();
        tableColumns.add(Column.text(shown.labels().unit(), "starts_at"));
        tableColumns.add(Column.number("Total", metric.name().toLowerCase(Locale.ROOT)));
        layers.reversed().forEach(layer -> tableColumns.add(Column.number(layer.name(), layer.name())));
        tableColumns.add(Column.number("Errors", "errors"));
        var rows = new ArrayList<Row>();
        var buckets = shown.overview().buckets();
        for (int i = buckets.size() - 1; i >= 0; i--) {
            rows.add(row(i, buckets.get(i), layers, shown));
        }
        return new TableData(shown.timeColumns().unit().title + ": " + metric.label, tableColumns, rows);
    }

    private static Row row(int index, Bucket bucket, List<Stack.Layer> layers, Shown shown) {
        var metric = shown.state().metric();
        var start = bucket.start().atZone(shown.overview().period().zone());
        var cells = new ArrayList<Cell>();
        cells.add(Cell.of(
                shown.labels().row(bucket),
                shown.labels().full(bucket),
                start.toOffsetDateTime().toString()));
        cells.add(cell(metric, bucket.totals().sums(), shown.currency()));
        layers.reversed().forEach(layer -> cells.add(cell(metric, layer.values().get(index), shown.currency())));
        cells.add(Cell.count(bucket.totals().sums().errors()));
        return new Row(bucket.start().toString(), cells);
    }

    private static Cell cell(Metric metric, Sums sums, String currency) {
        return metric == Metric.COST
                ? Cells.cost(sums, currency)
                : Cell.count(BigDecimal.valueOf(metric.of(sums)).longValue());
    }

    private static String text(Metric metric, Sums sums, String currency) {
        return metric == Metric.COST
                ? Figures.money(sums.knownCost(), currency)
                : Figures.count((long) metric.of(sums)) + " " + metric.label.toLowerCase(Locale.ROOT);
    }
}
