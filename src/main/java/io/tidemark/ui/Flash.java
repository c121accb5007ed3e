package io.tidemark.ui;

import com.vaadin.flow.component.Component;

/** Lets a figure that changed light up briefly, unless the user asked for less motion. */
public final class Flash {

    private Flash() {}

    public static void on(Component component) {
        component.getElement().executeJs("""
                        if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
                            const light = getComputedStyle(this).getPropertyValue('--chosen');
                            this.animate([{backgroundColor: light, borderRadius: '4px'}, {backgroundColor: 'transparent'}], 1500);
                        }
                        """);
    }
}
