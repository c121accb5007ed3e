package io.tidemark.ui;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.popover.Popover;
import com.vaadin.flow.component.popover.PopoverPosition;
import java.util.Locale;
import java.util.Map;

/** Says how fresh the figures of the page are; hover, focus or click tells the rest. */
public class FreshnessBadge extends Div {

    /** How fresh, at a glance. */
    public enum Level {
        FRESH,
        LATE,
        FAILED
    }

    private final Span dot = new Span();
    private final Span word = new Span();
    private final Span rest = new Span();
    private final Div text = new Div(dot, word, rest);
    private final DescriptionList details = new DescriptionList();

    public FreshnessBadge() {
        dot.addClassName("freshness-dot");
        word.addClassName("freshness-word");
        rest.addClassName("freshness-rest");
        text.addClassName("freshness-text");
        var button = new Button(text);
        button.addThemeVariants(ButtonVariant.TERTIARY);
        button.addClassName("freshness");
        var popover = new Popover(details);
        popover.setTarget(button);
        popover.setOpenOnHover(true);
        popover.setOpenOnFocus(true);
        popover.setPosition(PopoverPosition.BOTTOM_END);
        popover.setAriaLabel("How fresh the figures are");
        details.addClassName("facts");
        add(button, popover);
    }

    /**
     * Shows how fresh.
     *
     * @param word for the level, for instance {@code Live}
     * @param rest what all figures are true for
     * @param facts names and values, in order
     */
    public void show(Level level, String word, String rest, Map<String, String> facts) {
        text.setClassName("freshness-text " + level.name().toLowerCase(Locale.ROOT));
        this.word.setText(word);
        this.rest.setText(rest);
        details.removeAll();
        facts.forEach(
                (name, value) -> details.add(new DescriptionList.Term(name), new DescriptionList.Description(value)));
    }
}
