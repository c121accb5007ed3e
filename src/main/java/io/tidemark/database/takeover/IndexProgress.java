package io.tidemark.database.takeover;

import java.sql.Connection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Says every ten seconds how far the build of an index is, and whom it waits for. */
final class IndexProgress implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IndexProgress.class);
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final Thread thread;

    private IndexProgress(JdbcClient jdbc, int pid, String index) {
        this.jdbc = jdbc;
        this.thread = Thread.ofVirtual().start(() -> watch(pid, index));
    }

    private record Progress(String phase, int percent, String waitsFor) {}

    /** Watches the session of this process id. */
    static IndexProgress of(Connection watching, int pid, String index) {
        return new IndexProgress(JdbcClient.create(new SingleConnectionDataSource(watching, true)), pid, index);
    }

    private void watch(int pid, String index) {
        try {
            while (true) {
                Thread.sleep(BETWEEN);
                say(pid, index);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is built
        }
    }

    private void say(int pid, String index) {
        try {
            jdbc.sql("SELECT pg_stat_clear_snapshot()").query().singleRow();
            jdbc.sql("""
                            SELECT p.phase, (100 * p.blocks_done / greatest(p.blocks_total, 1))::int AS percent,
                                coalesce((
                                    SELECT string_agg(format('pid %s (%s, transaction open since %s)', a.pid,
                                        coalesce(nullif(a.application_name, ''), a.usename), date_trunc('second', a.xact_start)), '; ')
                                    FROM pg_stat_activity a
                                    WHERE a.pid = ANY (pg_blocking_pids(p.pid))), 'nobody') AS waits_for
                            FROM pg_stat_progress_create_index p
                            WHERE p.pid = ?""")
                    .param(pid)
                    .query(Progress.class)
                    .optional()
                    .ifPresent(now -> log.info(
                            "event=index_progress index={} phase=\"{}\" percent={} waits_for=\"{}\"",
                            index,
                            now.phase(),
                            now.percent(),
                            now.waitsFor()));
        } catch (DataAccessException e) {
            log.debug("No progress of {}", index, e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
