package io.tidemark.imports;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;

/** Leads from work in the background to the page that waits for it. */
final class Background {

    private Background() {}

    /** Has the page do something in its own turn; false when the page is gone. */
    static boolean tell(UI page, Command command) {
        try {
            var _ = page.access(command);
            return true;
        } catch (UIDetachedException e) {
            return false;
        }
    }
}
