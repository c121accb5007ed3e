package io.tidemark.dashboard;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.Command;
import io.tidemark.analytics.Analytics;
import io.tidemark.analytics.Overview;
import io.tidemark.ui.Background;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the figures of a page. Usually they are there before anybody would notice a wait; where they are not, the
 * page says that it is loading and gets them later. Of several readings only the last one counts.
 */
final class Reading {

    private static final Logger log = LoggerFactory.getLogger(Reading.class);
    private static final long UNNOTICED_MS = 400;
    private static final long MOST_SECONDS = 10;
    private static final Executor THREADS = Thread::startVirtualThread;

    private final Analytics analytics;
    private final Done done;
    private final BiConsumer<UI, Throwable> failed;
    private final Command slow;
    private int last;

    /** What to do with what was read. */
    interface Done {
        void accept(UI ui, PageState state, Overview overview, boolean flash);
    }

    Reading(Analytics analytics, Done done, BiConsumer<UI, Throwable> failed, Command slow) {
        this.analytics = analytics;
        this.done = done;
        this.failed = failed;
        this.slow = slow;
    }

    void start(UI ui, PageState state, boolean again) {
        int number = ++last;
        var reading = CompletableFuture.supplyAsync(() -> analytics.overview(state.query()), THREADS)
                .orTimeout(MOST_SECONDS, TimeUnit.SECONDS);
        try {
            done.accept(ui, state, reading.get(UNNOTICED_MS, TimeUnit.MILLISECONDS), again);
        } catch (TimeoutException e) {
            if (!again) {
                slow.execute();
            }
            var _ = reading.whenComplete((overview, problem) -> Background.show(ui, () -> {
                if (number == last) {
                    finish(ui, state, overview, problem, again);
                }
            }));
        } catch (ExecutionException e) {
            fail(ui, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(UI ui, PageState state, Overview overview, Throwable problem, boolean again) {
        if (problem == null) {
            done.accept(ui, state, overview, again);
        } else {
            fail(
                    ui,
                    problem instanceof CompletionException && problem.getCause() != null
                            ? problem.getCause()
                            : problem);
        }
    }

    private void fail(UI ui, Throwable problem) {
        log.warn("event=page_read_failed cause=\"{}\"", problem.toString());
        failed.accept(ui, problem);
    }
}
