package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A refresh that fails leaves the figures of before, whole; the next one lacks nothing. */
@OnHostileDatabaseToo
class FaultsTest {

    /** A step of a refresh, and what another session does to make the refresh wait in it. */
    enum Step {
        BEFORE_THE_FOLD("LOCK TABLE api_usage_partition IN SHARE MODE"),
        IN_THE_FOLD("SELECT FROM usage_rollup WHERE grain = 'day_total' FOR UPDATE"),
        IN_THE_TIDYING("SELECT FROM usage_rollup FOR KEY SHARE"),
        IN_DAILY_METRICS("REFRESH MATERIALIZED VIEW mv_daily_metrics"),
        IN_PROVIDER_PERFORMANCE("REFRESH MATERIALIZED VIEW mv_provider_performance"),
        IN_MODEL_COSTS("REFRESH MATERIALIZED VIEW mv_model_costs"),
        IN_MODEL_USAGE("REFRESH MATERIALIZED VIEW mv_model_usage"),
        BEFORE_THE_END("LOCK TABLE refresh_run IN SHARE MODE");

        private final String blocker;

        Step(String blocker) {
            this.blocker = blocker;
        }
    }

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
    private List<String> before = List.of();

    @BeforeEach
    void aRefreshThatWentWellAndChangesSince() {
        Calls.insert(jdbc, 200);
        Calls.refresh(jdbc);
        before = Calls.figures(jdbc);
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
    @EnumSource
    void aKilledBackendLeavesTheFiguresOfBefore(Step step) throws Exception {
        try (Connection blocker = block(step);
                Connection session = database.connect()) {
            Future<?> refresh = others.submit(() -> execute(session, "SELECT refresh_analytics_views()"));
            awaitBlockedBy(blocker);
            jdbc.sql("SELECT pg_terminate_backend(?)")
                    .param(session.unwrap(PGConnection.class).getBackendPID())
                    .query()
                    .singleRow();

            assertThatThrownBy(refresh::get).isInstanceOf(ExecutionException.class);
        }
        assertThat(Calls.figures(jdbc)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aRefreshThatRunsOutOfTimeLeavesTheFiguresOfBefore(Step step) throws Exception {
        try (Connection blocker = block(step);
                Connection session = database.connect()) {
            execute(session, "SET statement_timeout = '250ms'");

            assertThatThrownBy(() -> execute(session, "SELECT refresh_analytics_views()"))
                    .hasMessageContaining("statement timeout");
            blocker.rollback();
        }
        assertThat(Calls.figures(jdbc)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE ON api_usage_change",
                "INSERT OR UPDATE ON usage_rollup",
                "INSERT OR UPDATE ON usage_rollup_user",
                "DELETE ON usage_rollup",
                "DELETE ON usage_rollup_user",
                "UPDATE ON analytics_state",
                "INSERT ON refresh_run",
                "INSERT ON analytics_reports"
            })
    void aFullDiskInAnyStepLeavesTheFiguresOfBefore(String write) {
        jdbc.sql("""
                CREATE FUNCTION fill_the_disk() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE ''no space left on device'' USING ERRCODE = ''53100''; END';
                CREATE TRIGGER full_disk AFTER %s FOR EACH STATEMENT EXECUTE FUNCTION fill_the_disk()""".formatted(write)).update();
        try {
            assertThatThrownBy(() -> Calls.refresh(jdbc)).hasMessageContaining("no space left on device");
            assertThat(Calls.figures(jdbc)).isEqualTo(before);
        } finally {
            jdbc.sql("DROP FUNCTION fill_the_disk() CASCADE").update();
        }
    }

    @Test
    void tenCallersDuringARefreshShareOneThatHoldsWhatTheyCommittedBeforeTheirCall() throws Exception {
        long runs = runs();
        List<Future<Caller>> callers = new ArrayList<>();
        try (Connection blocker = block(Step.IN_MODEL_COSTS)) {
            Future<?> running = others.submit(() -> Calls.refresh(jdbc));
            awaitBlockedBy(blocker);
            for (int caller = 0; caller < 10; caller++) {
                String model = "of caller " + caller;
                callers.add(others.submit(() -> call(model)));
            }
            Until.asserted(() -> assertThat(waitingForTheirTurn()).isEqualTo(10));
            blocker.rollback();
            running.get();
        }

        List<Long> answers = new ArrayList<>();
        for (Future<Caller> caller : callers) {
            assertThat(caller.get().seesItsCall()).isTrue();
            answers.add(caller.get().run());
        }
        assertThat(answers).containsOnly(answers.getFirst());
        assertThat(runs()).isEqualTo(runs + 2);
    }

    @Test
    void waitingForAnotherRefreshIsNoLockTimeout() throws Exception {
        try (Connection other = database.connect();
                Connection session = database.connect()) {
            other.setAutoCommit(false);
            execute(other, "SELECT take_refresh_lock()");
            execute(session, "SET lock_timeout = '10ms'");
            Future<?> waiting = others.submit(() -> {
                execute(session, "SELECT refresh_analytics_views()");
                return null;
            });
            Until.asserted(() -> assertThat(jdbc.sql(
                                    "SELECT EXISTS (SELECT FROM pg_locks WHERE clock_timestamp() - waitstart > interval '50 ms')")
                            .query(Boolean.class)
                            .single())
                    .isTrue());
            other.rollback();
            waiting.get();

            execute(other, "LOCK TABLE api_usage");
            assertThatThrownBy(() -> execute(session, "SELECT refresh_analytics_views()"))
                    .hasMessageContaining("lock timeout");
        }
    }

    private record Caller(long run, boolean seesItsCall) {}

    private Caller call(String model) {
        jdbc.sql("INSERT INTO api_usage (model) VALUES (?)").param(model).update();
        long run = jdbc.sql("SELECT id FROM run_refresh('manual', ?)")
                .param(model)
                .query(Long.class)
                .single();
        return new Caller(
                run,
                jdbc.sql("SELECT EXISTS (SELECT FROM mv_model_usage WHERE model = ?)")
                        .param(model)
                        .query(Boolean.class)
                        .single());
    }

    private Connection block(Step step) throws SQLException {
        Connection blocker = database.connect();
        blocker.setAutoCommit(false);
        execute(blocker, step.blocker);
        return blocker;
    }

    private void awaitBlockedBy(Connection blocker) throws SQLException {
        int pid = blocker.unwrap(PGConnection.class).getBackendPID();
        Until.asserted(
                () -> assertThat(jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))")
                                .param(pid)
                                .query(Long.class)
                                .single())
                        .isPositive());
    }

    private long waitingForTheirTurn() {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
                        WHERE relation = 'refresh_turn'::regclass AND NOT granted AND datname = current_database()""").query(Long.class).single();
    }

    private long runs() {
        return jdbc.sql("SELECT count(*) FROM refresh_run").query(Long.class).single();
    }

    private static Void execute(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
            return null;
        }
    }
}
