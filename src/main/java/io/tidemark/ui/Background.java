package io.tidemark.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Work that a page does not wait for. */
public final class Background {

    private Background() {}

    /** Does the work on a thread of its own and hands the result to the page, if somebody still looks at it. */
    public static <T> void run(UI ui, Supplier<T> work, Consumer<T> show) {
        Thread.startVirtualThread(() -> {
            var result = work.get();
            show(ui, () -> show.accept(result));
        });
    }

    /** Changes the page from another thread, if somebody still looks at it. */
    public static void show(UI ui, Command change) {
        try {
            var _ = ui.access(change);
        } catch (UIDetachedException e) {
            // Whoever looked has left.
        }
    }
}
