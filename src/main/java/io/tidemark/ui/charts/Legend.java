package io.tidemark.ui.charts;

import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;

/** Which colour is whose, in the order in which they stand on each other. */
class Legend extends UnorderedList {

    Legend() {
        addClassName("legend");
    }

    void show(List<ColumnSeries> series, boolean withErrors) {
        removeAll();
        series.forEach(one -> add(entry(one.name(), "swatch " + one.tone().classes())));
        if (withErrors) {
            add(entry("error rate, below", "swatch swatch-errors"));
        }
    }

    private static ListItem entry(String name, String classes) {
        var swatch = new Span();
        swatch.setClassName(classes);
        return new ListItem(swatch, new Span(name));
    }
}
