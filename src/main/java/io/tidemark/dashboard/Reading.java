package io.tidemark.dashboard;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.Command;
import io.tidemark.analytics.Overview;
import io.tidemark.analytics.SharedOverviews;
import io.tidemark.ui.Background;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the figures of a page. Usually they are there before anybody would notice a wait; where they are not, the
 * page says that it is loading and gets them later. Of several readings only the last one counts.
 */
final class Reading {

    private static final Logger log = LoggerFactory.getLogger(Reading.class);
    private static final long UNNOTICED_MS = 400;
    static final long MOST_SECONDS = 10;

    private final SharedOverviews overviews;
    private final Done done;
    private final Consumer<Throwable> failed;
    private final Command slow;
    private int last;

    /** What to do with what was read. */
    interface Done {
        void accept(PageState state, Overview overview);
    }

    Reading(SharedOverviews overviews, Done done, Consumer<Throwable> failed, Command slow) {
        this.overviews = overviews;
        this.done = done;
        this.failed = failed;
        this.slow = slow;
    }

    void start(UI ui, PageState state, boolean again) {
        int number = ++last;
        var reading = overviews.overview(state.query()).orTimeout(MOST_SECONDS, TimeUnit.SECONDS);
        try {
            done.accept(state, reading.get(UNNOTICED_MS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            if (!again) {
                slow.execute();
            }
            var _ = reading.whenComplete((overview, problem) -> Background.show(ui, () -> {
                if (number == last) {
                    finish(state, overview, problem);
                }
            }));
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : cause(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(PageState state, Overview overview, Throwable problem) {
        if (problem == null) {
            done.accept(state, overview);
        } else {
            fail(cause(problem));
        }
    }

    /** What went wrong, without what it was wrapped into on its way. */
    static Throwable cause(Throwable problem) {
        return problem instanceof CompletionException && problem.getCause() != null
                ? cause(problem.getCause())
                : problem;
    }

    private void fail(Throwable problem) {
        log.warn("event=page_read_failed cause=\"{}\"", problem.toString());
        failed.accept(problem);
    }
}
