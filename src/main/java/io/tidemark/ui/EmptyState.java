package io.tidemark.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;

/** Stands where nothing can be shown: says why, and offers what to do next. */
public class EmptyState extends Div {

    public EmptyState(String title, String text, Component... next) {
        addClassName("empty-state");
        var steps = new Div(next);
        steps.addClassName("empty-state-steps");
        add(new H2(title), new Paragraph(text), steps);
    }
}
