package io.tidemark.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Header;

/**
 * The top of a page: its title on the left; on the right what chooses what the page shows, how fresh that is, and what
 * acts on the whole page.
 */
public class PageHeader extends Header {

    private final Div tools = new Div();
    private final FreshnessBadge badge = new FreshnessBadge();

    public PageHeader(String title, Component... tools) {
        addClassName("page-header");
        this.tools.addClassName("page-tools");
        this.tools.add(tools);
        this.tools.add(badge);
        add(new H1(title), this.tools);
    }

    /** The top of a page that shows nothing of the calls, and may be seen by anybody. */
    static PageHeader ofNoFigures(String title) {
        var header = new PageHeader(title);
        header.tools.remove(header.badge);
        return header;
    }

    /** Puts buttons that act on the whole page at the very right. */
    public void addActions(Component... actions) {
        tools.add(actions);
    }

    /** Says how fresh the figures are. */
    public FreshnessBadge badge() {
        return badge;
    }
}
