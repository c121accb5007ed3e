package io.tidemark.ui.charts;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.JavaScript;
import com.vaadin.flow.internal.nodefeature.ElementPropertyMap;
import org.jspecify.annotations.Nullable;

/**
 * Figures that the browser draws from data, see {@code frontend/figures.js}. The server has no component for each of
 * them, and pages that show the same share the data: an open page costs little memory, and a push is small.
 *
 * <p>The field {@code about} of the data says what the figures are of: those that differ from figures of the same flash.
 */
@JavaScript("context://figures.js")
public abstract class Drawn extends Component {

    /** What the figures are of; without it nothing flashes. */
    protected static final String ABOUT = "about";

    private static final String DATA = "data";

    private @Nullable Drawing drawn;
    private boolean browserHasIt;

    /** Draws the data; what is drawn already changes in place. */
    public final void draw(Drawing drawing) {
        var before = drawn;
        if (before == null || !browserHasIt || getElement().getNode().isInactive()) {
            drawWhole(drawing);
        } else {
            drawing.since(before).ifPresent(change -> {
                // Whoever gets the page from here on gets it whole; this browser needs no more than what changes.
                getElement().getNode().getFeature(ElementPropertyMap.class).setProperty(DATA, drawing.data(), false);
                getElement().executeJs("this.change($0)", change);
            });
        }
        drawn = drawing;
    }

    private void drawWhole(Drawing drawing) {
        browserHasIt = false;
        getElement().setPropertyJson(DATA, drawing.data());
        getUI().ifPresent(this::noteWhenSent);
    }

    private void noteWhenSent(UI ui) {
        ui.beforeClientResponse(
                this, _ -> browserHasIt = !getElement().getNode().isInactive());
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        noteWhenSent(event.getUI());
    }

    @Override
    protected void onDetach(DetachEvent event) {
        browserHasIt = false;
        super.onDetach(event);
    }
}
