package io.tidemark.database.takeover;

import static io.tidemark.database.takeover.Takeover.execute;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Does what needs a lock that keeps writers out: asks for it for a moment at a time, as often as it takes, so that nobody
 * queues behind it for longer.
 *
 * @param patience after how long it gives up
 */
record ShortLocks(Connection connection, OlderTable table, Duration patience) {

    private static final Logger log = LoggerFactory.getLogger(ShortLocks.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int MOMENT_MS = 100;

    /** A transaction of its own. */
    interface Work {
        void run() throws SQLException;
    }

    /**
     * Does it in a transaction.
     *
     * @throws FailureAnalyzedException when the table is in use for too long, saying by whom
     */
    void run(Work work) throws SQLException {
        long end = System.nanoTime() + patience.toNanos();
        boolean said = false;
        while (!attempt(work)) {
            String holders = holders();
            if (System.nanoTime() > end) {
                throw new FailureAnalyzedException(
                        "%s is in use, and cannot be given its columns and triggers: %s"
                                .formatted(table.name(), holders),
                        "Wait for that transaction to end, or end it with pg_terminate_backend(pid), and start again. No writer"
                                + " was kept waiting. What the start has done so far it will not do again.");
            }
            if (!said) {
                log.info("event=takeover_waits table={} for=\"{}\"", table.name(), holders);
                said = true;
            }
            pause();
        }
    }

    private boolean attempt(Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(connection, "SET LOCAL lock_timeout = %d".formatted(MOMENT_MS));
            work.run();
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private String holders() {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true))
                .sql("""
                        SELECT coalesce(string_agg(holder, '; '), 'a session that has just ended')
                        FROM (
                            SELECT DISTINCT format('pid %%s (%%s, transaction open since %%s)', a.pid,
                                coalesce(nullif(a.application_name, ''), a.usename, 'unknown'),
                                date_trunc('second', a.xact_start)) AS holder
                            FROM pg_locks l
                            JOIN pg_stat_activity a USING (pid)
                            WHERE l.granted AND l.pid <> pg_backend_pid() AND l.relation IN (
                                SELECT '%1$s'::regclass UNION ALL
                                SELECT inhrelid FROM pg_inherits WHERE inhparent = '%1$s'::regclass)
                            LIMIT 10
                        ) AS holders""".formatted(table.name()))
                .query(String.class)
                .single();
    }

    private static void pause() {
        try {
            Thread.sleep(MOMENT_MS + ThreadLocalRandom.current().nextInt(MOMENT_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
