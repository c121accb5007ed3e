package io.tidemark.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import io.tidemark.ui.charts.Sparkline;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One figure, large, with how it changed and how it went. */
public class StatTile extends Div {

    private final Span value = new Span();
    private final Div change = new Div();
    private final Sparkline sparkline = new Sparkline();
    private @Nullable ChangeShown changeShown;

    private record ChangeShown(@Nullable Change change, String comparedWith) {}

    public StatTile(String label) {
        addClassNames("panel", "tile");
        value.addClassName("tile-value");
        change.addClassName("tile-change");
        add(new H3(label), value, change, sparkline);
    }

    /**
     * Shows the figure; it flashes when there was another one before and it is of the same kind.
     *
     * @param full all its digits, for those who hover
     */
    public void setValue(String text, String full, boolean flash) {
        if (flash && !value.getText().isEmpty() && !value.getText().equals(text)) {
            Flash.on(value);
        }
        value.setText(text);
        value.setTitle(full);
    }

    /** Shows the change, or in words that there is nothing to compare with. */
    public void setChange(@Nullable Change to, String comparedWith) {
        var content = new ChangeShown(to, comparedWith);
        if (content.equals(changeShown)) {
            return;
        }
        changeShown = content;
        change.removeAll();
        if (to == null) {
            change.add(new Span("nothing earlier to compare"));
            change.setTitle("");
            return;
        }
        var amount = new Span((to.direction().sign + " " + to.amount()).strip());
        amount.addClassName(to.verdict().name().toLowerCase(Locale.ROOT));
        if (to.direction() != Change.Direction.NONE) {
            amount.getElement().setAttribute("aria-label", to.direction().word + " " + to.amount());
            amount.getElement().setAttribute("role", "img");
        }
        change.add(amount, new Span(" " + comparedWith));
        change.setTitle(to.explanation());
    }

    /** Shows how it went; null is a gap. */
    public void setTrend(List<@Nullable Double> values, boolean lastIsFilling) {
        sparkline.setValues(values, lastIsFilling);
    }
}
