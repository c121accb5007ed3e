package io.tidemark.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Text;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;

/** A card with a heading; beside the heading controls, a remark and actions, below it the content. */
public class Panel extends Section {

    private final H2 heading = new H2();
    private final Header header = new Header();
    private final Text remark = new Text("");
    private final Div actions = new Div();
    private final Div body = new Div();

    public Panel(String title, Component... content) {
        addClassName("panel");
        header.addClassName("panel-header");
        var small = new Span(remark);
        small.addClassName("panel-remark");
        actions.addClassName("panel-actions");
        body.addClassName("panel-body");
        header.add(heading, small, actions);
        body.add(content);
        add(header, body);
        setHeading(title);
    }

    /** What the panel is called. */
    public final void setHeading(String title) {
        if (!title.equals(heading.getText())) {
            heading.setText(title);
            getElement().setAttribute("aria-label", title);
        }
    }

    /** Puts controls that choose what the panel shows right after the heading. */
    public void addControls(Component... controls) {
        header.addComponentAtIndex(1, new Div(controls));
    }

    /** Puts buttons and links at the right end of the heading. */
    public void addActions(Component... components) {
        actions.add(components);
    }

    /** Says in small letters what the content is or leaves out. */
    public void setRemark(String text) {
        if (!text.equals(remark.getText())) {
            remark.setText(text);
        }
    }

    /** Adds to the content. */
    public void addContent(Component... components) {
        body.add(components);
    }
}
