package io.tidemark.ui.charts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dependency.JavaScript;
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

    private @Nullable ObjectNode drawn;

    /** Draws the data; what is drawn already changes in place. The data must not change any more. */
    public final void draw(ObjectNode data) {
        if (!data.equals(drawn)) {
            drawn = data;
            getElement().setPropertyJson("data", data);
        }
    }
}
