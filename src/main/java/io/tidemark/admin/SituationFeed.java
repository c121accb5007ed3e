package io.tidemark.admin;

import io.tidemark.refresh.RefreshCompleted;
import io.tidemark.refresh.RefreshFailed;
import io.tidemark.refresh.SettingsChanged;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Reads the situation once for all pages that show it: when something happened, and every few seconds. */
@Component
class SituationFeed {

    private static final Logger log = LoggerFactory.getLogger(SituationFeed.class);
    private static final long BETWEEN_LOOKS_MS = 2_000;
    private static final long COALESCED_MS = 200;

    /** A page that shows the situation. Called from another thread. */
    interface Page {
        void show(Situation situation);

        void failed(String problem);
    }

    private final ReadSituation readSituation;
    private final ReadTables readTables;
    private final List<Page> pages = new CopyOnWriteArrayList<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("admin-pages").factory());

    SituationFeed(ReadSituation readSituation, ReadTables readTables) {
        this.readSituation = readSituation;
        this.readTables = readTables;
        var _ = thread.scheduleWithFixedDelay(this::look, BETWEEN_LOOKS_MS, BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS);
    }

    /** Shows the situation to this page from now on, until the answer is run. */
    Runnable follow(Page page) {
        pages.add(page);
        wake();
        return () -> pages.remove(page);
    }

    /** Something has changed. */
    void wake() {
        if (!pages.isEmpty() && asked.compareAndSet(false, true)) {
            var _ = thread.schedule(this::look, COALESCED_MS, TimeUnit.MILLISECONDS);
        }
    }

    @EventListener({RefreshCompleted.class, RefreshFailed.class, SettingsChanged.class})
    void somethingHappened() {
        wake();
    }

    private void look() {
        asked.set(false);
        if (pages.isEmpty()) {
            return;
        }
        try {
            var situation = readSituation.read();
            pages.forEach(page -> page.show(situation));
        } catch (RuntimeException e) {
            log.warn("event=situation_not_read cause=\"{}\"", e.toString());
            var words = inWords(e);
            pages.forEach(page -> page.failed(words));
        }
    }

    private String inWords(RuntimeException problem) {
        try {
            return ReadTables.isLocked(problem)
                    ? "The figures cannot be looked at; locked: %s.".formatted(readTables.lockHolders())
                    : Problem.inWords(problem);
        } catch (RuntimeException e) {
            return Problem.inWords(problem);
        }
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
