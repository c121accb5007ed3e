package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.ui.DataTable;
import io.tidemark.ui.Figures;
import io.tidemark.ui.Panel;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import io.tidemark.ui.Times;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each strategy costs and gives here, in full, and the measurement behind it. */
class BillPanel extends Panel {

    private static final List<Column> COLUMNS = List.of(
            Column.text("Strategy", "strategy"),
            Column.number("Lag p50", "lag_p50_s"),
            Column.number("p95", "lag_p95_s"),
            Column.number("p99", "lag_p99_s"),
            Column.number("Refreshes a day", "refreshes_a_day"),
            Column.number("Refreshing", "share"),
            Column.number("WAL a day", "wal_bytes_a_day"),
            Column.number("Catalog rows a day", "catalog_rows_a_day"),
            Column.number("Inserts pay", "insert_cost"));

    private final DataTable table = new DataTable();
    private final Paragraph replayed = new Paragraph();
    private final Paragraph measured = new Paragraph();
    private final Button measure = new Button("Measure here");

    BillPanel(Runnable start) {
        super("The bill before the switch");
        setId("bill");
        replayed.addClassName("aside");
        measured.addClassName("aside");
        measure.addClickListener(_ -> start.run());
        measure.setTooltipText(
                "Some seconds, one client: inserts into a copy of api_usage, and a refresh that is taken back");
        addActions(measure);
        addContent(table, replayed, measured);
    }

    void show(Situation of) {
        var rows = new ArrayList<Row>();
        for (var figures : of.figures()) {
            var name = StrategyWords.name(figures.strategy());
            var unseen = figures.unseen();
            if (unseen == null) {
                rows.add(row(name, figures.replayed(), figures.insertCost(), of));
            } else {
                rows.add(row(name + ", watched", figures.replayed(), figures.insertCost(), of));
                rows.add(row(
                        name + ", unwatched",
                        unseen,
                        of.measurement() == null ? null : of.measurement().gatedCost(),
                        of));
            }
        }
        table.setData(new TableData("The bill", COLUMNS, rows));
        replayed.setText(replayed(of));
        measured.setText(measured(of));
    }

    void running(boolean running) {
        measure.setEnabled(!running);
    }

    private static Row row(String name, Replay.Outcome outcome, @Nullable Double insertCost, Situation of) {
        var measurement = of.measurement();
        double days = of.traffic().arrivals().seconds() / 86_400;
        double refreshes = days == 0 ? 0 : outcome.refreshes() / days;
        return new Row(
                name,
                List.of(
                        Cell.of(name),
                        Cell.of(Spans.seconds(outcome.lag().p50())),
                        Cell.of(Spans.seconds(outcome.lag().p95())),
                        Cell.of(Spans.seconds(outcome.lag().p99())),
                        Cell.count(Math.round(refreshes)),
                        Cell.of(outcome.refreshes() == 0 ? Figures.NO_DATA : Figures.share(outcome.share())),
                        Cell.of(
                                measurement == null
                                        ? Figures.NO_DATA
                                        : Bytes.of(refreshes * measurement.refreshWalBytes())),
                        measurement == null
                                ? Cell.of(Figures.NO_DATA)
                                : Cell.count(Math.round(refreshes * measurement.refreshCatalogRows())),
                        Cell.of(
                                insertCost == null
                                        ? "not measured"
                                        : insertCost == 0 ? "nothing" : Figures.share(insertCost))));
    }

    private static String replayed(Situation of) {
        var arrivals = of.traffic().arrivals();
        return arrivals.calls() == 0
                ? "No call arrived in the last 24 hours, so there is nothing to replay."
                : "Replayed over the %s calls that arrived in the last %s, with refreshes of %s."
                        .formatted(
                                Figures.compact(arrivals.calls()),
                                Spans.rough(Math.round(arrivals.seconds())),
                                Figures.duration(StrategyFigures.refreshMs(of.traffic(), of.measurement())));
    }

    private static String measured(Situation of) {
        var result = of.measurement();
        if (result == null) {
            return "What inserts, WAL and catalogs pay is not measured yet.";
        }
        var status = of.status();
        return ("Measured %s by %s: an insert takes %s; with the trigger %s behind the closed gate, %s when it hints."
                        + " A refresh of all views: %s, %s WAL, %s catalog rows.")
                .formatted(
                        Times.clock(result.measuredAt(), status.readAt(), status.zone()),
                        result.measuredBy(),
                        Figures.duration(result.insertUs() / 1_000),
                        more(result.gatedCost()),
                        more(result.hintingCost()),
                        Figures.duration(result.refreshMs()),
                        Bytes.of((double) result.refreshWalBytes()),
                        Figures.count(result.refreshCatalogRows()));
    }

    private static String more(double cost) {
        return cost == 0 ? "no more" : Figures.share(cost) + " more";
    }
}
