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
import org.jspecify.annotations.Nullable;
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

    /** What was found at a look: the situation, or why it could not be read. */
    record Look(@Nullable Situation situation, String problem) {}

    private final ReadSituation readSituation;
    private final ReadTables readTables;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Look last;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("admin-pages").factory());

    SituationFeed(ReadSituation readSituation, ReadTables readTables) {
        this.readSituation = readSituation;
        this.readTables = readTables;
        var _ = thread.scheduleWithFixedDelay(this::look, BETWEEN_LOOKS_MS, BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS);
    }

    /** Tells somebody of every look from now on, until the answer is run. */
    Runnable follow(Runnable follower) {
        followers.add(follower);
        wake();
        return () -> {
            followers.remove(follower);
            if (followers.isEmpty()) {
                last = null; // it gets old
            }
        };
    }

    /** What was found at the last look; null where nobody has looked for a while. */
    @Nullable
    Look last() {
        return last;
    }

    /** Something has changed. */
    void wake() {
        if (!followers.isEmpty() && asked.compareAndSet(false, true)) {
            var _ = thread.schedule(this::look, COALESCED_MS, TimeUnit.MILLISECONDS);
        }
    }

    @EventListener({RefreshCompleted.class, RefreshFailed.class, SettingsChanged.class})
    void somethingHappened() {
        wake();
    }

    private void look() {
        asked.set(false);
        if (followers.isEmpty()) {
            return;
        }
        last = found();
        followers.forEach(Runnable::run);
    }

    private Look found() {
        try {
            return new Look(readSituation.read(), "");
        } catch (RuntimeException e) {
            log.warn("event=situation_not_read cause=\"{}\"", e.toString());
            return new Look(null, inWords(e));
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
