package io.tidemark.ui.charts;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.JavaScript;
import com.vaadin.flow.component.page.PendingJavaScriptResult;
import com.vaadin.flow.internal.nodefeature.ElementPropertyMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

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
    private @Nullable PendingJavaScriptResult change;

    /** Draws the data; what is drawn already changes in place. */
    public final void draw(Drawing drawing) {
        var before = drawn;
        var unsent = change != null && !change.isSentToBrowser();
        if (before == null || !browserHasIt || unsent || !isSeen()) {
            drawWhole(drawing);
        } else {
            drawing.since(before).ifPresent(difference -> {
                // Whoever gets the page from here on gets it whole; this browser needs no more than what changes.
                keep(drawing.data());
                change = getElement().executeJs("this.change($0)", difference);
            });
        }
        drawn = drawing;
    }

    private void drawWhole(Drawing drawing) {
        browserHasIt = false;
        if (change != null && change.cancelExecution()) {
            keep(null); // the browser does not have what was kept for it
        }
        change = null;
        getElement().setPropertyJson(DATA, drawing.data());
        getUI().ifPresent(this::noteWhenSent);
    }

    /** Has Flow know the data without sending them. */
    private void keep(@Nullable ObjectNode data) {
        getElement().getNode().getFeature(ElementPropertyMap.class).setProperty(DATA, data, false);
    }

    private void noteWhenSent(UI ui) {
        ui.beforeClientResponse(this, _ -> browserHasIt = isSeen());
    }

    /** As of now, where Flow's {@code isInactive} is as of the last answer: what is not seen is not sent either. */
    private boolean isSeen() {
        return getElement().getNode().isVisible();
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
