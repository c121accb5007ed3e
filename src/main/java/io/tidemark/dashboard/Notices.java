package io.tidemark.dashboard;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import java.util.List;

/** What there is to say about the page as a whole, above its panels. */
class Notices extends Div {

    private final Div address = new Div();
    private final Paragraph state = new Paragraph();

    Notices() {
        addClassName("notices");
        getElement().setAttribute("role", "status");
        state.setVisible(false);
        add(address, state);
    }

    /** What of the page's address was not understood. */
    void address(List<String> notices) {
        address.removeAll();
        notices.forEach(notice -> address.add(new Paragraph(notice + " The page shows what it can instead.")));
    }

    /** How the figures are; nothing when all is well. */
    void state(String text) {
        state.setText(text);
        state.setVisible(!text.isEmpty());
        state.removeClassName("failure");
    }

    /** Why the figures are not up to date, and that the page keeps trying. */
    void failure(String problem) {
        state(problem + " The page tries again every few seconds.");
        state.addClassName("failure");
    }
}
