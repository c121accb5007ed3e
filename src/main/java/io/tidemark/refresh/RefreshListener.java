package io.tidemark.refresh;

import io.tidemark.background.BackgroundWork;
import io.tidemark.database.Installation;
import io.tidemark.database.OwnConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Hears what PostgreSQL tells all nodes: that calls changed, that the settings did, that somebody has refreshed. */
@Component
class RefreshListener implements BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(RefreshListener.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
    private static final int BETWEEN_SIGNS_OF_LIFE_MS = 5_000;
    private static final int LONGEST_ANSWER_MS = 10_000;

    private final OwnConnections connections;
    private final RefreshLoop loop;
    private final Refresher refresher;
    private final RefreshMetrics metrics;
    private final ApplicationEventPublisher events;
    private final String hints;
    private final String settings;
    private final String refreshes;
    private final Waiter waiter = new Waiter();
    private volatile @Nullable Connection connection;
    private volatile boolean running;
    private @Nullable Thread thread;

    RefreshListener(
            OwnConnections connections,
            RefreshLoop loop,
            Refresher refresher,
            RefreshMetrics metrics,
            ApplicationEventPublisher events,
            Installation installation) {
        this.connections = connections;
        this.loop = loop;
        this.refresher = refresher;
        this.metrics = metrics;
        this.events = events;
        this.hints = installation.channel("hint");
        this.settings = installation.channel("settings");
        this.refreshes = installation.channel("refreshed");
    }

    private void run() {
        while (running) {
            try (Connection current = connections.open("tidemark listener")) {
                connection = current;
                current.setNetworkTimeout(Runnable::run, LONGEST_ANSWER_MS);
                listen(current);
            } catch (SQLException e) {
                if (running) {
                    log.warn(
                            "event=listener_lost retry_ms={} cause=\"{}\"",
                            BETWEEN_ATTEMPTS.toMillis(),
                            e.getMessage());
                    waiter.sleep(BETWEEN_ATTEMPTS);
                }
            } finally {
                metrics.listening(false);
            }
        }
    }

    private void listen(Connection current) throws SQLException {
        try (Statement statement = current.createStatement()) {
            statement.execute("LISTEN " + hints + "; LISTEN " + settings + "; LISTEN " + refreshes
                    + "; SELECT pg_try_advisory_lock_shared(listener_lock())");
            metrics.listening(true);
            // Whatever was said while nobody listened: look now.
            loop.wake();
            events.publishEvent(new SettingsChanged());
            PGConnection notifications = current.unwrap(PGConnection.class);
            while (running) {
                PGNotification[] heard = notifications.getNotifications(BETWEEN_SIGNS_OF_LIFE_MS);
                if (heard == null || heard.length == 0) {
                    statement.execute("SELECT"); // a connection that died in silence shows now
                    continue;
                }
                for (PGNotification notification : heard) {
                    hear(notification);
                }
            }
        }
    }

    private void hear(PGNotification notification) {
        try {
            understand(notification);
        } catch (RuntimeException e) {
            // Anybody may send on our channels, and whoever is told of a refresh may fail: we go on listening.
            log.warn("event=notification_lost name={} cause=\"{}\"", notification.getName(), e.toString());
        }
    }

    private void understand(PGNotification notification) {
        String channel = notification.getName();
        if (channel.equals(hints)) {
            metrics.hinted(notification.getParameter());
            loop.hint();
        } else if (channel.equals(settings)) {
            loop.wake();
            events.publishEvent(new SettingsChanged());
        } else if (channel.equals(refreshes)) {
            announce(notification.getParameter());
        }
    }

    private void announce(String runId) {
        if (runId.isEmpty()) {
            events.publishEvent(new RefreshFailed());
            return;
        }
        RefreshCompleted completed = refresher.completed(Long.parseLong(runId));
        RefreshRun run = completed.run();
        metrics.refreshed(run);
        log.info(
                "event=refreshed reason={} by=\"{}\" rows={} views={} ms={}",
                run.reason(),
                run.startedBy(),
                run.rowsTaken(),
                run.viewsChanged().size(),
                run.duration().toMillis());
        events.publishEvent(completed);
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("refresh-listener").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        waiter.stop();
        Connection current = connection;
        try {
            if (current != null) {
                current.abort(Runnable::run);
            }
            if (thread != null) {
                thread.join(Duration.ofSeconds(10));
            }
        } catch (SQLException e) {
            log.debug("event=listener_not_aborted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
