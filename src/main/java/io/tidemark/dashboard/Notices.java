package io.tidemark.dashboard;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import io.tidemark.ui.AddressNotices;
import io.tidemark.ui.Figures;
import java.util.List;

/** What there is to say about the page as a whole, above its panels. */
class Notices extends Div {

    private final AddressNotices address = new AddressNotices();
    private final Paragraph state = new Paragraph();
    private final Paragraph ahead = new Paragraph();

    Notices() {
        addClassName("notices");
        getElement().setAttribute("role", "status");
        state.setVisible(false);
        ahead.setVisible(false);
        add(address, state, ahead);
    }

    /** What of the page's address was not understood. */
    void address(List<String> notices) {
        address.show(notices);
    }

    /** How the figures are; nothing when all is well. */
    void state(String text) {
        state.setText(text);
        state.setVisible(!text.isEmpty());
        state.removeClassName("failure");
    }

    /** How many calls are not in any period yet. */
    void ahead(long calls) {
        ahead.setText(
                calls == 1
                        ? "1 call is dated in the future; it shows when its time has come."
                        : "%s calls are dated in the future; they show when their time has come."
                                .formatted(Figures.count(calls)));
        ahead.setVisible(calls > 0);
    }

    /** Why the figures are not up to date, and that the page keeps trying. */
    void failure(String problem) {
        state(problem + " The page tries again every few seconds.");
        state.addClassName("failure");
    }
}
