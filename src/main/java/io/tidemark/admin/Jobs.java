package io.tidemark.admin;

import io.tidemark.database.OwnConnections;
import io.tidemark.security.Who;
import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Does long work behind the pages of this node, one job of a kind at a time, and tells them all how it goes. */
@Component
class Jobs {

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);
    private static final long BETWEEN_CANCELS_NANOS = 200_000_000;

    /** What a job does: works in the session, reports how far it is, and returns what became of it in words. */
    interface Work {
        String run(AdminSession session, Report report) throws SQLException;
    }

    /** How work tells where it is. */
    interface Report {
        void at(@Nullable Double fraction, String detail);
    }

    private final OwnConnections connections;
    private final Duration statementTimeout;
    private final Map<Job.Kind, Job> jobs = new EnumMap<>(Job.Kind.class);
    private final Map<Job.Kind, AdminSession> sessions = new EnumMap<>(Job.Kind.class);
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    Jobs(OwnConnections connections, @Value("${tidemark.refresh.statement-timeout}") Duration statementTimeout) {
        this.connections = connections;
        this.statementTimeout = statementTimeout;
    }

    /** Starts it, unless one of its kind is running; then says who started that. */
    synchronized @Nullable String start(Job.Kind kind, String title, Who who, Work work) {
        var running = jobs.get(kind);
        if (running != null && running.running()) {
            return "%s is running already, started by %s.".formatted(running.title(), running.startedBy());
        }
        jobs.values().removeIf(job -> job.outcome() != null && job.outcome().good());
        jobs.put(kind, Job.started(kind, title, who.name()));
        tell();
        Thread.ofVirtual().name("admin-" + kind).start(() -> run(kind, who, work));
        return null;
    }

    /** Has the job of this kind end soon, also one whose session is not open yet. */
    synchronized void cancel(Job.Kind kind) {
        boolean known = isCancelled(kind);
        change(kind, Job::isCancelling);
        var session = sessions.get(kind);
        if (session != null && !known) {
            Thread.startVirtualThread(() -> keepCancelling(kind, session));
        }
    }

    /** More than once, because a job may be between two statements. */
    private void keepCancelling(Job.Kind kind, AdminSession session) {
        while (isCancelled(kind, session)) {
            session.cancel();
            LockSupport.parkNanos(BETWEEN_CANCELS_NANOS);
        }
    }

    private synchronized boolean isCancelled(Job.Kind kind, AdminSession session) {
        return isCancelled(kind) && session.equals(sessions.get(kind));
    }

    private synchronized boolean isCancelled(Job.Kind kind) {
        var job = jobs.get(kind);
        return job != null && job.cancelling();
    }

    /** No longer shows what became of the job of this kind. */
    synchronized void dismiss(Job.Kind kind) {
        var job = jobs.get(kind);
        if (job != null && !job.running()) {
            jobs.remove(kind);
            tell();
        }
    }

    /** The jobs that run, and what became of the last one of each other kind while that is news. */
    synchronized List<Job> list() {
        jobs.values().removeIf(job -> job.outcome() != null && job.outcome().isOld());
        return List.copyOf(jobs.values());
    }

    /** Tells somebody of every change, until the answer is run. */
    Runnable watch(Runnable watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    private void run(Job.Kind kind, Who who, Work work) {
        try (var session = AdminSession.open(connections, who, statementTimeout)) {
            synchronized (this) {
                sessions.put(kind, session);
                stopIfCancelled(kind);
            }
            var text = work.run(session, (fraction, detail) -> report(kind, fraction, detail));
            log.info("event=admin_job kind={} by=\"{}\" outcome=\"{}\"", kind, who.name(), text);
            change(kind, job -> job.ended(true, text));
        } catch (DataAccessException | SQLException | IllegalStateException e) {
            log.warn("event=admin_job_failed kind={} by=\"{}\" cause=\"{}\"", kind, who.name(), e.getMessage());
            change(kind, job -> job.ended(false, failure(job, e)));
        } catch (RuntimeException e) {
            log.error("event=admin_job_failed kind={} by=\"{}\"", kind, who.name(), e);
            change(kind, job -> job.ended(false, "%s failed. %s".formatted(job.title(), Problem.inWords(e))));
        } finally {
            synchronized (this) {
                sessions.remove(kind);
            }
        }
    }

    /** Work that was cancelled stops here at the latest, also where it never asks the database. */
    private void report(Job.Kind kind, @Nullable Double fraction, String detail) {
        change(kind, job -> job.at(fraction, detail));
        stopIfCancelled(kind);
    }

    private void stopIfCancelled(Job.Kind kind) {
        if (isCancelled(kind)) {
            throw new IllegalStateException("cancelled");
        }
    }

    private static String failure(Job job, Exception e) {
        return job.cancelling()
                ? "%s was cancelled; nothing was changed.".formatted(job.title())
                : "%s failed. %s".formatted(job.title(), Problem.inWords(e));
    }

    private synchronized void change(Job.Kind kind, UnaryOperator<Job> how) {
        jobs.computeIfPresent(kind, (_, job) -> how.apply(job));
        tell();
    }

    private void tell() {
        watchers.forEach(Runnable::run);
    }

    @PreDestroy
    void stop() {
        for (var kind : Job.Kind.values()) {
            cancel(kind);
        }
    }
}
