package io.tidemark.ui;

import com.vaadin.flow.component.HasStyle;
import com.vaadin.flow.component.Tag;
import io.tidemark.ui.charts.Drawing;
import io.tidemark.ui.charts.Drawn;
import io.tidemark.ui.charts.Sparkline;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A plain table; one that grows long scrolls by itself. */
@Tag("tidemark-table")
public class DataTable extends Drawn implements HasStyle {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    public DataTable() {
        addClassName("table-frame");
        getElement().setAttribute("tabindex", "0");
        getElement().setAttribute("role", "region");
    }

    /** Shows the table; figures that changed flash. */
    public void setData(TableData data) {
        draw(drawing(data, data.caption()));
    }

    /**
     * The data to {@link #draw} a table from.
     *
     * @param about what its figures are of
     */
    public static Drawing drawing(TableData of, String about) {
        var drawing = JSON.objectNode().put(ABOUT, about).put("label", of.caption() + ", table");
        var columns = drawing.putArray("columns");
        of.columns()
                .forEach(column ->
                        columns.addObject().put("header", column.header()).put("classes", classes(column)));
        var rows = drawing.putArray("rows");
        of.rows().forEach(row -> {
            var cells = rows.addObject().put("key", row.key()).putArray("cells");
            row.cells().forEach(cell -> cells.add(drawing(cell)));
        });
        return new Drawing(drawing);
    }

    private static String classes(TableData.Column column) {
        return (column.isNumber() ? "number" : "text") + (column.isMinor() ? " minor" : "");
    }

    private static JsonNode drawing(TableData.Cell of) {
        var drawing = JSON.objectNode().put("text", of.text());
        if (!of.full().equals(of.text())) {
            drawing.put("full", of.full());
        }
        if (of.trend() != null) {
            drawing.set("trend", Sparkline.paths(of.trend(), false));
        }
        if (of.swatch() != null) {
            drawing.put("swatch", of.swatch().classes());
        }
        if (of.verdict() != null) {
            drawing.put("verdict", of.verdict().name().toLowerCase(Locale.ROOT));
        }
        return drawing.size() == 1 ? JSON.stringNode(of.text()) : drawing;
    }
}
