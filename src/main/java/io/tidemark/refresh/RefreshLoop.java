package io.tidemark.refresh;

import io.tidemark.background.BackgroundWork;
import io.tidemark.database.OwnConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One loop for all strategies: it sleeps until it is woken or a time passes, looks what is due, and has it done. */
@Component
class RefreshLoop implements BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(RefreshLoop.class);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_GLANCES = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

    private final OwnConnections connections;
    private final Refresher refresher;
    private final Audience audience;
    private final RefreshMetrics metrics;
    private final RefreshTimeouts timeouts;
    private final Waiter waiter = new Waiter();
    private final Maintenance maintenance = new Maintenance();
    private final DriftWatch drift = new DriftWatch();
    private final AtomicBoolean hinted = new AtomicBoolean();
    private @Nullable RefreshSession session;
    private @Nullable Thread thread;
    private volatile boolean running;
    private int failures;
    private String reason = "check"; // of what the loop is doing
    private final AtomicLong turns = new AtomicLong();

    RefreshLoop(
            OwnConnections connections,
            Refresher refresher,
            Audience audience,
            RefreshMetrics metrics,
            RefreshTimeouts timeouts) {
        this.connections = connections;
        this.refresher = refresher;
        this.audience = audience;
        this.metrics = metrics;
        this.timeouts = timeouts;
        audience.onArrival(this::wake);
    }

    /** Calls have changed, somebody says. */
    void hint() {
        hinted.set(true);
        waiter.wake();
    }

    /** Something else that the loop goes by has changed. */
    void wake() {
        waiter.wake();
    }

    /** How many turns there have been. */
    long turns() {
        return turns.get();
    }

    /** One turn: does what is due and says what comes next. */
    Next turn() {
        Next next = refreshIfDue();
        if (running) {
            maintenance.ifDue(this::session);
            drift.ifDue(this::session);
        }
        return next;
    }

    private Next refreshIfDue() {
        Instant began = Instant.now();
        reason = "check";
        try {
            RefreshSession current = session();
            current.announceAudience(audience.present());
            LoopState state = current.look();
            metrics.looked(state);
            Next next = state.paused() ? whilePaused(current) : byStrategy(current, state);
            failures = 0;
            return next;
        } catch (RuntimeException | SQLException e) {
            // Whatever it is: a loop that ended would be missed by nobody until the figures are old.
            return afterFailure(e, began);
        }
    }

    private Next byStrategy(RefreshSession current, LoopState state) {
        return switch (state.strategy()) {
            case TRIGGER -> onChange(current, state);
            case HYBRID -> state.watched() ? onChange(current, state) : onAge(current, state);
            case CRON -> onSchedule(current, state);
        };
    }

    private Next onChange(RefreshSession current, LoopState state) {
        if (!state.pending()) {
            hinted.set(false);
            if (!state.hints()) {
                current.closeGate();
                return Next.withinOrOnceMovedFrom(state.snapshot(), BETWEEN_CHECKS);
            }
            // What came while the gate was closed sent no hint: look once more before sleeping.
            return current.openGate() ? Next.AT_ONCE : Next.within(BETWEEN_CHECKS);
        }
        current.closeGate();
        return state.rest().isPositive() ? Next.after(state.rest()) : refresh(current, reasonOfChange(), state);
    }

    private Next onAge(RefreshSession current, LoopState state) {
        current.closeGate();
        if (state.pending() && state.tooOld()) {
            return refresh(current, "stale", state);
        }
        return Next.within(BETWEEN_CHECKS);
    }

    private Next onSchedule(RefreshSession current, LoopState state) {
        current.openGate();
        Instant scheduled = state.scheduledFor();
        if (!state.pgCron() && scheduled != null && !scheduled.isAfter(state.now())) {
            reason = "cron";
            current.refreshFor(scheduled);
        }
        return Next.within(BETWEEN_CHECKS);
    }

    private Next whilePaused(RefreshSession current) {
        current.closeGate();
        return Next.within(BETWEEN_CHECKS);
    }

    private String reasonOfChange() {
        return hinted.getAndSet(false) ? "hint" : "check";
    }

    private Next refresh(RefreshSession current, String why, LoopState state) {
        reason = why;
        if (current.refreshIfPending(reason, state.asOf()).isEmpty()) {
            return Next.AT_ONCE;
        }
        current.tidyCatalogs();
        return Next.after(state.pause());
    }

    private Next afterFailure(Exception e, Instant began) {
        closeSession();
        if (!running) {
            return Next.AT_ONCE;
        }
        failures++;
        Duration backoff = Duration.ofMillis(500L << Math.min(failures, 7));
        Duration pause = backoff.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : backoff;
        Duration jittered =
                pause.dividedBy(2).plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2));
        log.warn(
                "event=refresh_failed failures={} retry_ms={} cause=\"{}\"",
                failures,
                jittered.toMillis(),
                Refresher.inOneLine(e));
        metrics.failed();
        refresher.recordFailure(reason, refresher.node(), began, e);
        return Next.after(jittered);
    }

    private RefreshSession session() throws SQLException {
        RefreshSession current = session;
        if (current == null || current.isBroken()) {
            current = RefreshSession.open(connections, refresher.node(), timeouts);
            session = current;
        }
        return current;
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private void run() {
        while (running) {
            Next next = turn();
            turns.incrementAndGet();
            if (next.unless() != null) {
                awaitMove(next.unless(), next.time());
            } else if (next.wakeable()) {
                waiter.awaitWake(next.time());
            } else {
                waiter.sleep(next.time());
            }
        }
        closeSession();
    }

    private void awaitMove(String snapshot, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (!waiter.awaitWake(BETWEEN_GLANCES) && System.nanoTime() < end) {
            try {
                if (session().movedFrom(snapshot)) {
                    return;
                }
            } catch (RuntimeException | SQLException e) {
                return; // the turn that follows meets it too, and says so
            }
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("refresh-loop").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        waiter.stop();
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
