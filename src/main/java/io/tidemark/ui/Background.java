package io.tidemark.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that a page does not wait for. */
public final class Background {

    private static final Logger log = LoggerFactory.getLogger(Background.class);

    private Background() {}

    /**
     * Does the work on a thread of its own and hands what came of it to the page, if somebody still looks at it.
     *
     * @param show called with the result
     * @param failed called instead with whatever the work has thrown
     */
    public static <T> void run(UI ui, Supplier<T> work, Consumer<T> show, Consumer<Throwable> failed) {
        Thread.startVirtualThread(() -> {
            T result;
            try {
                result = work.get();
            } catch (RuntimeException | Error e) {
                Problems.log(log, "event=background_work_failed", e);
                show(ui, () -> failed.accept(e));
                return;
            }
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
