package io.tidemark.api;

import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Audit;
import io.tidemark.security.Who;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Has the views refreshed on demand, one refresh at a time: all who ask while one runs share the next, which counts
 * everything that was there when they asked. However many ask, they hold one connection.
 */
@Component
class Refreshes {

    private static final Logger log = LoggerFactory.getLogger(Refreshes.class);

    private final Refresher refresher;
    private final Audit audit;
    private final ReentrantLock running = new ReentrantLock();
    private @Nullable Asked next;

    Refreshes(Refresher refresher, Audit audit) {
        this.refresher = refresher;
        this.audit = audit;
    }

    /** A refresh that has not begun, and who wants it. */
    private record Asked(CompletableFuture<RefreshRun> run, SequencedSet<Who> by) {}

    /** The refresh that begins from now on. */
    synchronized CompletableFuture<RefreshRun> ask(Who who) {
        if (next == null) {
            var asked = new Asked(new CompletableFuture<>(), new LinkedHashSet<>());
            next = asked;
            Thread.ofVirtual().name("refresh-on-demand").start(() -> run(asked));
        }
        next.by.add(who);
        return next.run;
    }

    private void run(Asked asked) {
        running.lock();
        try {
            begin();
            RefreshRun run = refresher.refresh("manual", asked.by.getFirst().name());
            asked.run.complete(run);
            String taken = String.format(Locale.US, "%,d rows taken", run.rowsTaken());
            asked.by.forEach(who -> audit.record(who, "refreshed", "views", taken));
        } catch (RuntimeException e) {
            if (!asked.run.completeExceptionally(e)) {
                log.error("event=refresh_not_in_audit", e);
            }
        } finally {
            running.unlock();
        }
    }

    /** Who asks from now on wants the one after. */
    private synchronized void begin() {
        next = null;
    }
}
