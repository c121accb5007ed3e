package io.tidemark.analytics;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/**
 * Reads once what several pages of this node show: whoever asks for the same calls shares one reading until the figures
 * move on. There is one reading of a query at a time, and one more at most waits for its turn, so the database does no
 * more for many viewers than for one.
 */
@Service
public class SharedOverviews {

    static final int MOST_KEPT = 100;

    /** At a time, so that readings leave connections to others. */
    private static final int MOST_READINGS = 4;

    /** A connection that died in silence must not keep others waiting for ever. */
    private static final long MOST_SECONDS = 25;

    private final Function<UsageQuery, Overview> read;
    private final Semaphore readings = new Semaphore(MOST_READINGS, true);
    private final Map<UsageQuery, Shared> shared = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Instant figuresOf;
    private long generation;

    @Autowired
    SharedOverviews(Analytics analytics) {
        this(analytics::overview);
    }

    SharedOverviews(Function<UsageQuery, Overview> read) {
        this.read = read;
    }

    /** What the figures are: from before, from a reading that is under way, or from a new one. A failure is not kept. */
    public CompletableFuture<Overview> overview(UsageQuery query) {
        return join(query).copy();
    }

    /** The figures moved on, to those of this refresh: whoever asks from now on gets them read anew. */
    public synchronized void moveOn(Instant refresh) {
        if (!refresh.equals(figuresOf)) {
            figuresOf = refresh;
            moveOn();
        }
    }

    /** The figures moved on for another reason, for instance because an hour began. */
    public synchronized void moveOn() {
        generation++;
    }

    private synchronized CompletableFuture<Overview> join(UsageQuery query) {
        var found = shared.computeIfAbsent(query, _ -> new Shared());
        if (found.next != null) {
            return found.next;
        }
        var last = found.last;
        if (last == null || last.isCompletedExceptionally() || (last.isDone() && found.generation != generation)) {
            return start(query, found, new CompletableFuture<>());
        }
        if (found.generation != generation) {
            // What is under way may not see what changed: wait for it, then read again, once for all who wait.
            found.next = new CompletableFuture<>();
            return found.next;
        }
        return last;
    }

    private CompletableFuture<Overview> start(UsageQuery query, Shared of, CompletableFuture<Overview> reading) {
        of.last = reading;
        of.generation = generation;
        forgetTheLeastUsed();
        var _ = reading.orTimeout(MOST_SECONDS, TimeUnit.SECONDS)
                .whenComplete((_, problem) -> finished(query, of, problem != null));
        Thread.startVirtualThread(() -> read(query, reading));
        return reading;
    }

    private void read(UsageQuery query, CompletableFuture<Overview> reading) {
        readings.acquireUninterruptibly();
        try {
            reading.complete(read.apply(query));
        } catch (RuntimeException | Error e) {
            reading.completeExceptionally(e);
        } finally {
            readings.release();
        }
    }

    private synchronized void finished(UsageQuery query, Shared of, boolean failed) {
        var next = of.next;
        if (next != null) {
            of.next = null;
            var _ = start(query, of, next);
        } else if (failed && of.last != null && of.last.isDone()) {
            shared.remove(query, of);
        }
    }

    private void forgetTheLeastUsed() {
        var least = shared.values().iterator();
        while (shared.size() > MOST_KEPT && least.hasNext()) {
            var candidate = least.next();
            if (candidate.last == null || candidate.last.isDone()) {
                least.remove();
            }
        }
    }

    /** The readings of one query. */
    private static final class Shared {
        private @Nullable CompletableFuture<Overview> last;
        private @Nullable CompletableFuture<Overview> next;
        private long generation;
    }
}
