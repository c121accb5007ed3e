package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A refresh by whoever works at isolation level REPEATABLE READ or SERIALIZABLE, whose snapshot may be older than what
 * others have counted meanwhile: it is right, or it asks to be tried again.
 */
class FixedSnapshotTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void someCalls() {
        Calls.insert(jdbc, 40);
        Calls.refresh(jdbc);
        Calls.churn(jdbc);
    }

    @AfterEach
    void nothingIsLost() {
        assertThat(Recount.differences(jdbc)).isEmpty();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        others.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read uncommitted", "repeatable read", "serializable"})
    void aRoleThatWorksAtThisLevelRefreshesAsAnyOther(String level) {
        database.superuser()
                .sql("ALTER ROLE tidemark IN DATABASE %s SET default_transaction_isolation = '%s'"
                        .formatted(database.name(), level))
                .update();

        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        jdbc.sql("SELECT rebuild_analytics_views(), repair_analytics_days(ARRAY[current_date])")
                .query()
                .singleRow();
        Recount.assertViewsAreRight(jdbc);
        assertThat(jdbc.sql("SELECT refresh_analytics_if_stale(0)")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void whatWasCommittedAfterTheSnapshotWaitsForTheNextRefresh(String level) throws SQLException {
        try (Connection session = begin(level);
                Statement statement = session.createStatement()) {
            jdbc.sql("DELETE FROM api_usage WHERE id % 3 = 0").update();
            jdbc.sql("INSERT INTO api_usage (model) VALUES ('later')").update();
            statement.execute("SELECT refresh_analytics_views(); COMMIT");
        }

        assertThat(Recount.differences(jdbc)).isEmpty();
        assertThat(jdbc.sql("""
                        SELECT analytics_changes_pending() AND as_of < (SELECT received_at FROM api_usage WHERE model = 'later')
                            AND NOT EXISTS (SELECT FROM mv_model_usage WHERE model = 'later')
                        FROM analytics_state""").query(Boolean.class).single()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void whatItsOwnTransactionChangedIsNotCountedBeforeItIsCommitted(String level) throws SQLException {
        try (Connection session = begin(level);
                Statement statement = session.createStatement()) {
            statement.execute("""
                    UPDATE api_usage SET model = 'own' WHERE id % 2 = 0;
                    DELETE FROM api_usage WHERE id % 7 = 0;
                    INSERT INTO api_usage (model) VALUES ('own');
                    SELECT refresh_analytics_views();
                    COMMIT""");
        }

        assertThat(jdbc.sql("SELECT count(*) FROM mv_model_usage WHERE model = 'own'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT refresh_analytics_views()",
                "SELECT rebuild_user_sets()",
                "TRUNCATE api_usage",
                "SELECT create_api_usage_partition('2031-01-01')",
                "REFRESH MATERIALIZED VIEW mv_model_costs"
            })
    void whereASnapshotIsTooOldItAsksToBeTriedAgain(String meanwhile) throws SQLException {
        try (Connection session = begin("REPEATABLE READ");
                Statement statement = session.createStatement()) {
            execute(meanwhile);

            assertThatThrownBy(() -> statement.execute("SELECT refresh_analytics_views()"))
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("40001"))
                    .hasMessageContaining("after this transaction took its snapshot")
                    .hasMessageContaining("REPEATABLE READ. Try again in a new transaction");
            statement.execute(
                    "ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT refresh_analytics_views(); COMMIT");
        }
        Recount.assertViewsAreRight(jdbc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUNCATE api_usage", "TRUNCATE api_usage_default"})
    void callsThatWereTruncatedAreNoDifferences(String meanwhile) throws SQLException {
        try (Connection session = begin("REPEATABLE READ");
                Statement statement = session.createStatement()) {
            execute(meanwhile);

            assertThatThrownBy(() -> statement.execute("SELECT * FROM verify_analytics_views()"))
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("40001"));
        }
    }

    @Test
    void whoWaitedForARefreshThatWasTakenBackRefreshes() throws Exception {
        Future<?> waiting;
        try (Connection other = begin("READ COMMITTED");
                Statement statement = other.createStatement()) {
            statement.execute("SELECT refresh_analytics_views()");
            waiting = others.submit(() -> refreshAt("SERIALIZABLE"));
            awaitWaiting();
            other.rollback();
            waiting.get();
        }
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void whoWaitedForARefreshThatWentWellAsksToBeTriedAgain() throws Exception {
        try (Connection other = begin("READ COMMITTED");
                Statement statement = other.createStatement()) {
            statement.execute("SELECT refresh_analytics_views()");
            Future<?> waiting = others.submit(() -> refreshAt("SERIALIZABLE"));
            awaitWaiting();
            other.commit();

            assertThatThrownBy(waiting::get).hasMessageContaining("Try again in a new transaction");
        }
    }

    private Void refreshAt(String level) throws SQLException {
        try (Connection session = begin(level);
                Statement statement = session.createStatement()) {
            statement.execute("SELECT refresh_analytics_views()");
            session.commit();
            return null;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A transaction that has its snapshot. */
    private Connection begin(String level) throws SQLException {
        Connection session = database.connect();
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL " + level + "; SELECT FROM analytics_settings");
        }
        return session;
    }

    private void awaitWaiting() {
        Until.asserted(
                () -> assertThat(jdbc.sql("""
                        SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                            WHERE relation = 'refresh_turn'::regclass AND NOT granted AND datname = current_database())""").query(Boolean.class).single()).isTrue());
    }
}
