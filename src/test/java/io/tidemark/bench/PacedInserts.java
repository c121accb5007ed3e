package io.tidemark.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** One call after the other, each in a transaction of its own, so many a second; remembers when each was committed. */
final class PacedInserts {

    private static final String INSERT = """
            INSERT INTO api_usage (user_id, service_type, provider, model, status, prompt_tokens, completion_tokens,
                total_cost, latency_ms)
            VALUES ('user-' || floor(1300 * random() ^ 2), 'service-' || floor(random() * 3), 'provider-' || ? % 5,
                'model-' || ? % 20, 'success', 1200, 250, 0.0125, round(exp(6.5 + random_normal() * 0.8)::numeric, 1))""";

    private final String url;
    private final AtomicLongArray committedAt = new AtomicLongArray(10_000_000);
    private final AtomicInteger committed = new AtomicInteger();
    private volatile boolean wanted;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    PacedInserts(String url) {
        this.url = url;
    }

    void start(int perSecond) {
        wanted = true;
        running = CompletableFuture.runAsync(
                () -> insert(perSecond),
                task -> Thread.ofPlatform().name("inserts").start(task));
    }

    /** Stops and returns how many there have been in all. */
    int stop() {
        wanted = false;
        running.join();
        return committed.get();
    }

    int committed() {
        return committed.get();
    }

    /** How long ago call number {@code index} was committed; it counts as now where we have not even heard of it. */
    long nanosSinceCommit(int index, long now) {
        long at = committedAt.get(index);
        return at == 0 ? 0 : Math.max(0, now - at);
    }

    private void insert(int perSecond) {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            long start = System.nanoTime();
            for (long number = 0; wanted; number++) {
                insert.setLong(1, number);
                insert.setLong(2, number);
                insert.executeUpdate();
                committedAt.set(committed.incrementAndGet(), System.nanoTime());
                long next = start + (number + 1) * 1_000_000_000 / perSecond;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
