package io.tidemark.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Header;

/** The top of a page: its title on the left, what acts on the whole page on the right. */
public class PageHeader extends Header {

    private final Div tools = new Div();

    public PageHeader(String title, Component... tools) {
        addClassName("page-header");
        this.tools.addClassName("page-tools");
        this.tools.add(tools);
        add(new H1(title), this.tools);
    }
}
