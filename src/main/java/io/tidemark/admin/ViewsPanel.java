package io.tidemark.admin;

import io.tidemark.ui.Change.Verdict;
import io.tidemark.ui.Figures;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import io.tidemark.ui.Times;
import java.util.ArrayList;
import java.util.List;

/** The four views, and beside them the tables they come from, with what they take. */
class ViewsPanel extends TablePanel {

    private static final List<Column> COLUMNS = List.of(
            Column.text("View or table", "name"),
            Column.number("Rows", "rows"),
            Column.number("Size", "size_bytes"),
            Column.number("Last changed", "last_refresh"),
            Column.number("Took", "duration_ms"),
            Column.text("State", "state"));

    ViewsPanel() {
        super("Views and tables");
        setId("views");
    }

    @Override
    String remark(Situation of) {
        var status = of.status();
        var lockedBy = of.tables().lockedBy();
        if (lockedBy != null) {
            return "from before; locked: " + lockedBy;
        }
        return status.asOf() == null
                ? ""
                : "views true for %s".formatted(Times.clock(status.asOf(), status.readAt(), status.zone()));
    }

    @Override
    TableData table(Situation of) {
        var rows = new ArrayList<Row>();
        of.tables().views().forEach(view -> rows.add(new Row(view.view(), cells(view, of.status()))));
        of.tables().sizes().forEach(table -> rows.add(new Row(table.name(), cells(table))));
        return new TableData("Views and tables", COLUMNS, rows);
    }

    private static List<Cell> cells(ViewStatus view, EngineStatus status) {
        var refreshed = view.lastRefresh();
        return List.of(
                Cell.of(view.view()),
                view.rows() == null ? Cell.of(Figures.NO_DATA) : Cell.count(view.rows()),
                size(view.sizeBytes()),
                Cell.of(refreshed == null ? Figures.NO_DATA : Times.clock(refreshed, status.readAt(), status.zone())),
                Cell.of(Figures.duration(view.durationMs())),
                state(view));
    }

    private static Cell state(ViewStatus view) {
        if (!view.populated()) {
            return Cell.judged("not populated", "The next refresh fills it.", Verdict.BAD);
        }
        return view.uniqueIndex() == null
                ? Cell.judged("no unique index", "CONCURRENTLY needs one; the refresh fails without.", Verdict.BAD)
                : Cell.judged("ready", "Unique index " + view.uniqueIndex(), Verdict.GOOD);
    }

    private static List<Cell> cells(TableSize table) {
        return List.of(
                Cell.of(table.name()),
                Cell.of(
                        "≈ " + Figures.compact(table.rows()),
                        "about %s, as PostgreSQL's statistics have it".formatted(Figures.count(table.rows())),
                        String.valueOf(table.rows())),
                size(table.sizeBytes()),
                Cell.of(""),
                Cell.of(""),
                Cell.of(table.parts() > 1 ? table.parts() + " partitions" : ""));
    }

    private static Cell size(long bytes) {
        return Cell.of(Bytes.of((double) bytes), Figures.count(bytes) + " bytes", String.valueOf(bytes));
    }
}
