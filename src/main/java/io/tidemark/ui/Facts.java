package io.tidemark.ui;

import com.vaadin.flow.component.Tag;
import io.tidemark.ui.charts.Drawing;
import io.tidemark.ui.charts.Drawn;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/** Names, and what there is to say of each. */
@Tag("tidemark-facts")
class Facts extends Drawn {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    void show(Map<String, String> facts) {
        draw(drawing(facts));
    }

    private static Drawing drawing(Map<String, String> facts) {
        var drawing = JSON.objectNode();
        facts.forEach((name, text) ->
                drawing.withArray("facts").add(JSON.arrayNode().add(name).add(text)));
        return new Drawing(drawing);
    }
}
