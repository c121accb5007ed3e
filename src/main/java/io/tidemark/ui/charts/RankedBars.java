package io.tidemark.ui.charts;

import com.vaadin.flow.component.Tag;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** Amounts from the largest to the smallest, each as a bar; the numbers stand beside it, so it reads as a list too. */
@Tag("tidemark-bars")
public class RankedBars extends Drawn {

    /**
     * One amount.
     *
     * @param length of the bar, 0 to 1; down to -1 for an amount below zero
     * @param figure the amount as text
     * @param aside a second figure, smaller
     * @param full all digits, for those who hover
     */
    public record Bar(String name, Tone tone, double length, String figure, String aside, String full) {}

    /** The data to {@link #draw} these from. */
    public static Drawing drawing(String about, List<Bar> bars) {
        var drawing = JsonNodeFactory.instance.objectNode().put(ABOUT, about);
        var all = drawing.putArray("bars");
        bars.forEach(bar -> all.addObject()
                .put("name", bar.name())
                .put("tone", bar.tone().classes())
                .put("length", Math.round(bar.length() * 10_000) / 100.0)
                .put("figure", bar.figure())
                .put("aside", bar.aside())
                .put("full", bar.full()));
        return new Drawing(drawing);
    }
}
