package io.tidemark.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import io.tidemark.ui.charts.Sparkline;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A plain table whose cells are updated in place; one that grows long scrolls by itself. */
public class DataTable extends Div {

    private final NativeTable table = new NativeTable();
    private @Nullable TableData shown;
    private @Nullable TableData waiting;

    public DataTable() {
        addClassName("table-frame");
        table.addClassName("data-table");
        getElement().setAttribute("tabindex", "0");
        getElement().setAttribute("role", "region");
        add(table);
    }

    /** Shows the table; figures of the same row that changed flash if asked to. */
    public void setData(TableData data, boolean flash) {
        if (!isVisible()) {
            waiting = data;
            return;
        }
        var before = shown;
        shown = data;
        if (data.equals(before)) {
            return;
        }
        if (before == null || !before.columns().equals(data.columns())) {
            getElement().setAttribute("aria-label", data.caption() + ", table");
            header(data);
            table.getBody().removeAll();
            before = null;
        }
        var body = table.getBody();
        while (body.getComponentCount() > data.rows().size()) {
            body.remove(body.getComponentAt(body.getComponentCount() - 1));
        }
        for (int i = 0; i < data.rows().size(); i++) {
            var row = i < body.getComponentCount() ? (NativeTableRow) body.getComponentAt(i) : body.addRow();
            var old = before != null && i < before.rows().size() ? before.rows().get(i) : null;
            show(row, data.rows().get(i), old, data.columns(), flash);
        }
    }

    /** A table that nobody sees has no cells; what a script would do to them would wait, and pile up. */
    @Override
    public void setVisible(boolean visible) {
        super.setVisible(visible);
        var data = waiting;
        if (visible && data != null) {
            waiting = null;
            setData(data, false);
        }
    }

    private void header(TableData data) {
        table.getHead().removeAll();
        var row = table.getHead().addRow();
        data.columns().forEach(column -> {
            var cell = new NativeTableHeaderCell(column.header());
            cell.getElement().setAttribute("scope", "col");
            cell.setClassName(classes(column));
            row.add(cell);
        });
    }

    private static String classes(TableData.Column column) {
        return (column.isNumber() ? "number" : "text") + (column.isMinor() ? " minor" : "");
    }

    private static void show(
            NativeTableRow row,
            TableData.Row data,
            TableData.@Nullable Row before,
            List<TableData.Column> columns,
            boolean flash) {
        boolean sameThing = before != null && before.key().equals(data.key());
        for (int i = 0; i < columns.size(); i++) {
            var cell = i < row.getComponentCount()
                    ? (NativeTableCell) row.getComponentAt(i)
                    : newCell(row, columns.get(i));
            var content = data.cells().get(i);
            var old = before == null ? null : before.cells().get(i);
            if (content.equals(old)) {
                continue;
            }
            fill(cell, content);
            if (flash && sameThing && old != null && !old.text().equals(content.text())) {
                Flash.on(cell);
            }
        }
    }

    private static NativeTableCell newCell(NativeTableRow row, TableData.Column column) {
        var cell = row.addDataCell();
        cell.setClassName(classes(column));
        return cell;
    }

    private static void fill(NativeTableCell cell, TableData.Cell content) {
        cell.setTitle(content.full());
        for (var verdict : Change.Verdict.values()) {
            cell.setClassName(verdict.name().toLowerCase(Locale.ROOT), verdict == content.verdict());
        }
        if (content.trend() != null) {
            trendIn(cell).setValues(content.trend(), false);
        } else if (content.swatch() != null) {
            var swatch = new Span();
            swatch.setClassName("swatch " + content.swatch().classes());
            cell.removeAll();
            cell.add(swatch, new Span(content.text()));
        } else {
            cell.setText(content.text());
        }
    }

    private static Sparkline trendIn(NativeTableCell cell) {
        Component first = cell.getChildren().findFirst().orElse(null);
        if (first instanceof Sparkline sparkline) {
            return sparkline;
        }
        var sparkline = new Sparkline();
        cell.add(sparkline);
        return sparkline;
    }
}
