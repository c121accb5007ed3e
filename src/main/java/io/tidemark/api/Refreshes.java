package io.tidemark.api;

import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Audit;
import io.tidemark.security.Who;
import java.util.Locale;
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
    private @Nullable CompletableFuture<RefreshRun> next;

    Refreshes(Refresher refresher, Audit audit) {
        this.refresher = refresher;
        this.audit = audit;
    }

    /** The refresh that begins from now on. */
    synchronized CompletableFuture<RefreshRun> ask(Who who) {
        if (next == null) {
            var asked = new CompletableFuture<RefreshRun>();
            next = asked;
            Thread.ofVirtual().name("refresh-on-demand").start(() -> run(asked, who));
        }
        return next;
    }

    private void run(CompletableFuture<RefreshRun> asked, Who who) {
        running.lock();
        try {
            begin();
            RefreshRun run = refresher.refresh("manual", who.name());
            asked.complete(run);
            audit.record(who, "refreshed", "views", String.format(Locale.US, "%,d rows taken", run.rowsTaken()));
        } catch (RuntimeException e) {
            if (!asked.completeExceptionally(e)) {
                log.error("event=refresh_not_in_audit", e);
            }
        } finally {
            running.unlock();
        }
    }

    private synchronized void begin() {
        next = null;
    }
}
