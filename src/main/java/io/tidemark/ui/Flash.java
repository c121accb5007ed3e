package io.tidemark.ui;

import com.vaadin.flow.component.Component;

/** Lets a figure that changed light up briefly, unless the user asked for less motion. */
public final class Flash {

    private Flash() {}

    public static void on(Component component) {
        component.getElement().executeJs("tidemarkFlash(this)");
    }
}
