package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Many sessions insert, change, delete, roll back and commit late while others refresh without pause. Whatever the
 * order, nothing is lost and nothing counted twice, at the end and at every moment between.
 */
@Timeout(180)
class RandomTransactionsTest {

    private static final int WRITERS = 6;
    private static final int TRANSACTIONS = 120;
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final int[] LEVELS = {
        Connection.TRANSACTION_READ_COMMITTED,
        Connection.TRANSACTION_REPEATABLE_READ,
        Connection.TRANSACTION_SERIALIZABLE
    };

    @Test
    @OnHostileDatabaseToo
    void areCountedExactlyByPostgres18() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            // For views that are read without pause.
            database.superuser()
                    .sql("GRANT TEMPORARY ON DATABASE %s TO tidemark".formatted(database.name()))
                    .update();
            play(database::connect, database.client(), 18);
        }
    }

    @Test
    void areCountedExactlyByPostgres15() throws Exception {
        try (DebianPostgres server = DebianPostgres.start()) {
            new Installation("public")
                    .configure(Flyway.configure())
                    .dataSource(server.url(), "tidemark", "")
                    .load()
                    .migrate();
            play(() -> DriverManager.getConnection(server.url(), "tidemark", ""), server.client(), 15);
        }
    }

    private static void play(Sessions database, JdbcClient jdbc, long seed) throws Exception {
        String lastMonth = DateTimeFormatter.ofPattern("yyyy_MM")
                .format(YearMonth.now(ZoneOffset.UTC).minusMonths(1));
        jdbc.sql("SELECT create_api_usage_partition((now() - interval '1 month')::date)")
                .query()
                .singleRow();
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicInteger refreshes = new AtomicInteger();
        AtomicInteger writers = new AtomicInteger(WRITERS);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CompletionService<Void> sessions = new ExecutorCompletionService<>(threads);
            for (int level : List.of(Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ)) {
                sessions.submit(session(database, connection -> {
                    connection.setTransactionIsolation(level);
                    while (writing.get()) {
                        if (refreshed(connection)) {
                            refreshes.incrementAndGet();
                        }
                    }
                }));
            }
            for (int writer = 0; writer < WRITERS; writer++) {
                SplittableRandom random = new SplittableRandom(seed * 1_000 + writer);
                sessions.submit(session(database, connection -> {
                    for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
                        transact(connection, random, refreshes);
                    }
                    if (writers.decrementAndGet() == 0) {
                        writing.set(false);
                    }
                }));
            }
            // In the midst of it: partitions are truncated and detached, and every look at the views finds them right.
            sessions.submit(session(database, connection -> {
                awaitMore(refreshes, 10);
                retryOnTimeout(connection, "TRUNCATE api_usage_default");
                assertThat(Recount.differences(jdbc)).isEmpty();
                retryOnTimeout(connection, "ALTER TABLE api_usage DETACH PARTITION api_usage_" + lastMonth);
                assertThat(Recount.differences(jdbc)).isEmpty();
                while (writing.get()) {
                    assertThat(Recount.differences(jdbc)).isEmpty();
                }
            }));
            for (int session = 0; session < WRITERS + 3; session++) {
                sessions.take().get();
            }
        } finally {
            threads.shutdownNow();
        }
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();

        Recount.assertViewsAreRight(jdbc, "(TABLE api_usage UNION ALL TABLE api_usage_" + lastMonth + ")", "UTC");
        assertThat(jdbc.sql("TABLE api_usage_change").query().listOfRows()).isEmpty();

        retryOnTimeout(database.connect(), "TRUNCATE api_usage");
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        List<Map<String, Object>> differences = Recount.differences(jdbc);
        assertThat(differences).isEmpty();
    }

    private static boolean refreshed(Connection connection) throws SQLException {
        try {
            execute(connection, "SELECT refresh_analytics_views()");
            return true;
        } catch (SQLException e) {
            if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
                throw e;
            }
            return false;
        }
    }

    private static void transact(Connection connection, SplittableRandom random, AtomicInteger refreshes)
            throws SQLException {
        connection.setTransactionIsolation(LEVELS[Math.max(0, random.nextInt(6) - 3)]);
        connection.setAutoCommit(false);
        try {
            int statements = 1 + random.nextInt(4);
            for (int statement = 0; statement < statements; statement++) {
                if (random.nextInt(6) == 0) {
                    Savepoint savepoint = connection.setSavepoint();
                    change(connection, random);
                    connection.rollback(savepoint);
                }
                change(connection, random);
            }
            if (random.nextInt(12) == 0) {
                awaitMore(refreshes, 2);
            } else if (random.nextInt(12) == 0) {
                execute(connection, "SELECT refresh_analytics_views()");
                insert(connection, random); // what the same transaction adds afterwards waits for the next refresh
            }
            if (random.nextInt(8) == 0) {
                connection.rollback();
            } else {
                connection.commit();
            }
        } catch (SQLException e) {
            connection.rollback();
            if (!e.getSQLState().startsWith("40")) { // two writers met, and PostgreSQL rolled one back
                throw e;
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void change(Connection connection, SplittableRandom random) throws SQLException {
        int slice = random.nextInt(40);
        switch (random.nextInt(10)) {
            case 0 -> execute(connection, "DELETE FROM api_usage WHERE id % 40 = " + slice);
            case 1 -> execute(connection, """
                        UPDATE api_usage
                        SET created_at = created_at - interval '%d hours', model = 'm%d'
                        WHERE id %% 40 = %d""".formatted(random.nextInt(-30, 400), random.nextInt(4), slice));
            case 2 -> execute(connection, """
                        UPDATE api_usage
                        SET total_cost = nullif(total_cost, 0.02) * 1.5, status = 'success', latency_ms = latency_ms + 7,
                            user_id = 'u%d', prompt_tokens = prompt_tokens + 1
                        WHERE id %% 40 = %d""".formatted(random.nextInt(20), slice));
            case 3 -> execute(connection, "UPDATE api_usage SET request_id = 'same' WHERE id % 40 = " + slice);
            default -> insert(connection, random);
        }
    }

    private static void insert(Connection connection, SplittableRandom random) throws SQLException {
        execute(connection, """
                INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status, prompt_tokens,
                    cache_read_tokens, completion_tokens, reasoning_tokens, total_cost, latency_ms)
                SELECT now() + interval '1 day' - random() ^ 3 * interval '75 days',
                    CASE WHEN random() < 0.9 THEN 'u' || floor(random() * 20) END,
                    CASE WHEN random() < 0.9 THEN 's' || floor(random() * 2) ELSE '' END,
                    CASE WHEN random() < 0.9 THEN 'p' || floor(random() * 3) END,
                    CASE WHEN random() < 0.9 THEN 'm' || floor(random() * 4) ELSE '"m,' || chr(128512) END,
                    CASE WHEN random() < 0.9 THEN 'success' WHEN random() < 0.5 THEN 'error' END,
                    random() * 1000, random() * 10, random() * 100, random() * 5,
                    CASE WHEN random() < 0.9 THEN round(random()::numeric / 50, 6) END,
                    CASE WHEN random() < 0.95 THEN round((exp(random() * 10) - 1)::numeric, 2) END
                FROM generate_series(1, %d)""".formatted(1 + random.nextInt(25)));
    }

    private static void retryOnTimeout(Connection connection, String statement) throws SQLException {
        execute(connection, "SET lock_timeout = '50ms'");
        while (true) {
            try {
                execute(connection, statement);
                return;
            } catch (SQLException e) {
                if (!List.of("55P03", "40P01").contains(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private static void awaitMore(AtomicInteger refreshes, int more) {
        int until = refreshes.get() + more;
        while (refreshes.get() < until) {
            if (Thread.interrupted()) {
                throw new CancellationException();
            }
            Until.pause();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Sessions {
        Connection connect() throws SQLException;
    }

    private interface Work {
        void on(Connection connection) throws Exception;
    }

    private static Callable<Void> session(Sessions database, Work work) {
        return () -> {
            try (Connection connection = database.connect()) {
                work.on(connection);
            }
            return null;
        };
    }
}
