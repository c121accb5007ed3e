package io.tidemark.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Main;

/** The content of a page inside the shell, its parts below each other in an even rhythm. */
public class Page extends Main {

    public Page(Component... parts) {
        addClassName("page");
        add(parts);
    }
}
