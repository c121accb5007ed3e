package io.tidemark.refresh;

import io.tidemark.background.BackgroundWork;
import io.tidemark.database.Installation;
import io.tidemark.database.OwnConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
    private static final int BETWEEN_TWO_OF_A_KIND_MS = 20;
    private static final int LONGEST_ANSWER_MS = 10_000;

    private final OwnConnections connections;
    private final RefreshLoop loop;
    private final RefreshMetrics metrics;
    private final ApplicationEventPublisher events;
    private final String hints;
    private final String settings;
    private final String refreshes;
    private final Waiter waiter = new Waiter();
    private final Set<String> unheeded = new HashSet<>();
    private final Map<String, Long> heeded = new HashMap<>();
    private volatile @Nullable Connection connection;
    private volatile boolean running;
    private @Nullable Thread thread;

    RefreshListener(
            OwnConnections connections,
            RefreshLoop loop,
            RefreshMetrics metrics,
            ApplicationEventPublisher events,
            Installation installation) {
        this.connections = connections;
        this.loop = loop;
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
            } catch (SQLException | RuntimeException e) {
                if (running) {
                    log.warn(
                            "event=listener_lost retry_ms={} cause=\"{}\"",
                            BETWEEN_ATTEMPTS.toMillis(),
                            Refresher.inOneLine(e));
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
            var news = new RefreshNews(current);
            metrics.listening(true);
            // Whatever was said while nobody listened: look now.
            loop.wake();
            events.publishEvent(new SettingsChanged());
            PGConnection notifications = current.unwrap(PGConnection.class);
            while (running) {
                PGNotification[] heard = notifications.getNotifications(
                        unheeded.isEmpty() ? BETWEEN_SIGNS_OF_LIFE_MS : BETWEEN_TWO_OF_A_KIND_MS);
                if ((heard == null || heard.length == 0) && unheeded.isEmpty()) {
                    statement.execute("SELECT"); // a connection that died in silence shows now
                    continue;
                }
                if (heard != null) {
                    Arrays.stream(heard).forEach(this::hear);
                }
                heed(news);
            }
        }
    }

    private void hear(PGNotification notification) {
        unheeded.add(notification.getName());
        if (notification.getName().equals(hints)) {
            metrics.hinted(notification.getParameter());
        }
    }

    /** Anybody may send on our channels, as much as they like: many of a kind count as one, and none is believed. */
    private void heed(RefreshNews news) {
        for (String channel : Set.copyOf(unheeded)) {
            long now = System.nanoTime();
            Long last = heeded.get(channel);
            if (last != null && !channel.equals(refreshes) && now - last < BETWEEN_TWO_OF_A_KIND_MS * 1_000_000L) {
                continue;
            }
            heeded.put(channel, now);
            unheeded.remove(channel);
            try {
                understand(channel, news);
            } catch (RuntimeException e) {
                // Whoever is told of a refresh may fail: we go on listening.
                log.warn("event=notification_lost name={} cause=\"{}\"", channel, Refresher.inOneLine(e));
            }
        }
    }

    private void understand(String channel, RefreshNews news) {
        if (channel.equals(hints)) {
            loop.hint();
        } else if (channel.equals(settings)) {
            loop.wake();
            events.publishEvent(new SettingsChanged());
        } else if (channel.equals(refreshes)) {
            news.look().forEach(this::announce);
        }
    }

    private void announce(RefreshNews.Item item) {
        RefreshCompleted completed = item.completed();
        if (completed == null) {
            events.publishEvent(new RefreshFailed());
            return;
        }
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
