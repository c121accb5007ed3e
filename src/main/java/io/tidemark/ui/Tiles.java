package io.tidemark.ui;

import com.vaadin.flow.component.HasStyle;
import com.vaadin.flow.component.Tag;
import io.tidemark.ui.charts.Drawing;
import io.tidemark.ui.charts.Drawn;
import io.tidemark.ui.charts.Sparkline;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Figures side by side. */
@Tag("tidemark-tiles")
public class Tiles extends Drawn implements HasStyle {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The data to {@link #draw} these from. */
    public static Drawing drawing(String about, List<Tile> tiles) {
        var drawing = JSON.objectNode().put(ABOUT, about);
        tiles.forEach(tile -> drawing.withArray("tiles").add(drawing(tile)));
        return new Drawing(drawing);
    }

    private static ObjectNode drawing(Tile of) {
        var drawing = JSON.objectNode()
                .put("label", of.label())
                .put("text", of.text())
                .put("full", of.full());
        if (!of.text().isEmpty()) {
            drawChange(of, drawing);
            drawing.set("trend", Sparkline.paths(of.trend(), of.lastIsFilling()));
        }
        return drawing;
    }

    private static void drawChange(Tile of, ObjectNode on) {
        var change = of.change();
        if (change == null) {
            on.put("aside", "nothing earlier to compare");
            return;
        }
        var direction = change.direction();
        on.put("change", (direction.sign + " " + change.amount()).strip())
                .put("verdict", change.verdict().name().toLowerCase(Locale.ROOT))
                .put("aside", " " + of.comparedWith())
                .put("explanation", change.explanation());
        if (direction != Change.Direction.NONE) {
            on.put("spoken", direction.word + " " + change.amount());
        }
    }
}
