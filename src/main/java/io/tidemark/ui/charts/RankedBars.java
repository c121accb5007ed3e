package io.tidemark.ui.charts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.Locale;

/** Amounts from the largest to the smallest, each as a bar; the numbers stand beside it, so it reads as a list too. */
public class RankedBars extends OrderedList {

    /**
     * One amount.
     *
     * @param length of the bar, 0 to 1
     * @param figure the amount as text
     * @param aside a second figure, smaller
     * @param full all digits, for those who hover
     */
    public record Bar(String name, Tone tone, double length, String figure, String aside, String full) {}

    public RankedBars() {
        addClassName("bars");
    }

    /** Shows these, updating the bars that are there. */
    public void setBars(List<Bar> bars) {
        while (getComponentCount() > bars.size()) {
            remove(getComponentAt(getComponentCount() - 1));
        }
        while (getComponentCount() < bars.size()) {
            add(new Row());
        }
        for (int i = 0; i < bars.size(); i++) {
            if (getComponentAt(i) instanceof Row row) {
                row.show(bars.get(i));
            }
        }
    }

    private static final class Row extends ListItem {

        private final Span name = new Span();
        private final Div bar = new Div();
        private final Span figure = new Span();
        private final Span aside = new Span();

        Row() {
            name.addClassName("bar-name");
            figure.addClassName("bar-figure");
            aside.addClassName("bar-aside");
            Component track = new Div(bar);
            track.addClassName("bar-track");
            add(name, track, figure, aside);
        }

        void show(Bar of) {
            name.setText(of.name());
            name.setTitle(of.name());
            bar.setClassName("bar " + of.tone().classes());
            bar.setVisible(of.length() > 0);
            bar.getStyle().set("width", String.format(Locale.ROOT, "%.2f%%", of.length() * 100));
            figure.setText(of.figure());
            aside.setText(of.aside());
            setTitle(of.full());
        }
    }
}
