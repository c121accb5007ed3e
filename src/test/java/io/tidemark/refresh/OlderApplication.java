package io.tidemark.refresh;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The application beside an older system, which goes on writing, reading and correcting until it is stopped. */
final class OlderApplication implements AutoCloseable {

    private final OlderInstallation installation;
    private final AtomicLong written = new AtomicLong();
    private final CompletableFuture<Void> work;
    private volatile boolean stopped;

    OlderApplication(OlderInstallation installation) {
        this.installation = installation;
        this.work = CompletableFuture.runAsync(this::work, Thread.ofVirtual()::start);
    }

    private void work() {
        try (Connection session = installation.application()) {
            while (!stopped) {
                doAll(session);
                written.addAndGet(2);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that the application does; two calls are more afterwards. */
    static void doAll(Connection session) throws SQLException {
        try (PreparedStatement upsert = session.prepareStatement("""
                        INSERT INTO api_usage (id, user_id, service_type, provider, model, status, total_cost, latency_ms, metadata)
                        VALUES (md5(?)::uuid, gen_random_uuid(), 'chat', 'openai', 'gpt-4o', 'success', 2.5, 12, '{"team": "a"}')
                        ON CONFLICT (id) DO UPDATE SET total_cost = api_usage.total_cost + 1, metadata = excluded.metadata""");
                Statement statement = session.createStatement()) {
            String id = Long.toString(System.nanoTime());
            upsert.setString(1, id);
            upsert.executeUpdate();
            upsert.executeUpdate();
            statement.execute(
                    "INSERT INTO invoice_line SELECT id, 3.5 FROM expensive_calls WHERE id = md5('" + id + "')::uuid");
            statement.execute(
                    "INSERT INTO api_usage VALUES (gen_random_uuid(), NULL, 'chat', 'local', 'small', 'error')");
            statement.execute("SELECT metadata FROM api_usage ORDER BY created_at DESC LIMIT 3");
            statement.execute("""
                    WITH gone AS (INSERT INTO api_usage (service_type) VALUES ('wrong') RETURNING id)
                    INSERT INTO invoice_line SELECT id FROM gone;
                    DELETE FROM api_usage WHERE service_type = 'wrong'""");
        }
    }

    /** How many calls it has written that it did not delete. */
    long written() {
        return written.get();
    }

    /** Lets it finish, and fails when anything it did has failed. */
    @Override
    public void close() {
        stopped = true;
        work.join();
    }
}
