package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a refresh counts, one rule a test. */
@OnHostileDatabaseToo
class CountingTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void anEmptyTableGivesEmptyViews() {
        refresh();

        Recount.assertViewsAreRight(jdbc);
        assertThat(calls()).isZero();
    }

    @Test
    void theOldInsertOfSevenColumnsCounts() {
        execute("""
                INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                VALUES ('ada', 'chat', 'openai', 'gpt-4o', 'success', 0.0125, 840)""");
        refresh();

        assertThat(only("SELECT * FROM mv_model_usage"))
                .containsEntry("calls", 1L)
                .containsEntry("errors", 0L)
                .containsEntry("active_users", 1L);
        assertThat(only("SELECT * FROM mv_model_costs"))
                .containsEntry("cost_per_call", new BigDecimal("0.012500000000"))
                .containsEntry("cost_per_1k_tokens", null);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aSecondRefreshCountsNothingTwice() {
        insertCalls(50);
        refresh();
        refresh();

        assertThat(calls()).isEqualTo(50);
        assertThat(only("SELECT * FROM refresh_run ORDER BY id DESC LIMIT 1")).containsEntry("rows_taken", 0L);
    }

    @Test
    void changesAndDeletionsOfCountedCallsCount() {
        insertCalls(300);
        refresh();
        execute("UPDATE api_usage SET model = 'other', total_cost = NULL, status = 'timeout' WHERE id % 3 = 0");
        execute("DELETE FROM api_usage WHERE id % 5 = 0");
        refresh();

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aCallThatIsChangedBeforeItsFirstRefreshCountsOnce() {
        insertCalls(20);
        execute("UPDATE api_usage SET model = 'other'");
        execute("DELETE FROM api_usage WHERE id % 2 = 0");
        refresh();

        assertThat(calls()).isEqualTo(10);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void callsThatLeaveADayAndAModelLeaveNothingBehind() {
        execute("INSERT INTO api_usage (provider, model, user_id) VALUES ('p', 'gone', 'u')");
        refresh();
        execute("UPDATE api_usage SET created_at = created_at - interval '3 days', model = 'kept'");
        refresh();

        assertThat(jdbc.sql("SELECT model FROM mv_model_costs")
                        .query(String.class)
                        .list())
                .containsExactly("kept");
        assertThat(rows("TABLE mv_daily_metrics")).hasSize(1);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aTransactionThatCommitsAfterALaterOneIsCountedWhenItCommits() throws SQLException {
        try (Connection late = database.connect()) {
            late.setAutoCommit(false);
            execute(late, "INSERT INTO api_usage (model) VALUES ('late')");
            insertCalls(5);
            refresh();
            assertThat(calls()).isEqualTo(5);

            late.commit();
            refresh();
            assertThat(calls()).isEqualTo(6);
        }
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void whatIsRolledBackToASavepointDoesNotCount() throws SQLException {
        try (Connection session = database.connect()) {
            execute(session, "BEGIN; INSERT INTO api_usage (model) VALUES ('kept'); SAVEPOINT here");
            execute(session, "INSERT INTO api_usage (model) VALUES ('dropped'); ROLLBACK TO here; COMMIT");
        }
        refresh();

        assertThat(calls()).isEqualTo(1);
        Recount.assertViewsAreRight(jdbc);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aRefreshInsideATransactionLeavesThatTransactionsOwnChangesToTheNext(int commitsOfOthers) throws SQLException {
        insertCalls(30);
        refresh();
        insertCalls(30);
        try (Connection session = database.connect()) {
            execute(session, "BEGIN; UPDATE api_usage SET model = 'mine'; DELETE FROM api_usage WHERE id % 2 = 0");
            execute(session, "INSERT INTO api_usage (model) VALUES ('mine')");
            for (int commit = 0; commit < commitsOfOthers; commit++) {
                execute("INSERT INTO api_usage (model) VALUES ('of another')");
            }
            execute(session, "SELECT refresh_analytics_views()");
            execute(session, "INSERT INTO api_usage (model) VALUES ('mine'); COMMIT");
        }
        assertThat(calls()).isEqualTo(60 + commitsOfOthers);
        assertThat(Recount.differences(jdbc)).isEmpty();

        refresh();
        assertThat(calls()).isEqualTo(32 + commitsOfOthers);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void theNewestCallIsTheNewestCommittedOneWhateverTheTransactionOfTheRefreshDidToIt() throws SQLException {
        execute("""
                INSERT INTO api_usage (created_at, model)
                SELECT date_trunc('hour', now(), 'UTC') - interval '1 hour' + n * interval '1 minute', 'm' FROM generate_series(1, 9) AS n""");
        refresh();
        try (Connection session = database.connect()) {
            execute(session, "BEGIN; DELETE FROM api_usage WHERE extract(minute FROM created_at) = 8");
            execute("DELETE FROM api_usage WHERE extract(minute FROM created_at) = 9");
            execute(session, "SELECT refresh_analytics_views()");
            execute(session, "UPDATE api_usage SET created_at = created_at + interval '40 minutes'; COMMIT");
        }
        assertThat(Recount.differences(jdbc)).isEmpty();
        refresh();
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aTransactionsOwnChangesArePendingForOthersAlone() throws SQLException {
        refresh();
        try (Connection session = database.connect()) {
            execute(session, "BEGIN; INSERT INTO api_usage (model) VALUES ('mine')");
            execute("INSERT INTO api_usage (model) VALUES ('of another')");
            execute(session, "SELECT refresh_analytics_views()");
            assertThat(pending(session)).isFalse();
            execute(session, "COMMIT");
            assertThat(pending(session)).isTrue();
        }
    }

    @Test
    void callsWithoutNamesCountAsUnknown() {
        execute(
                "INSERT INTO api_usage (provider, model, user_id, status) VALUES (NULL, '', NULL, NULL), ('', NULL, '', 'x')");
        refresh();

        assertThat(only("SELECT * FROM mv_model_usage"))
                .containsEntry("provider", "unknown")
                .containsEntry("model", "unknown")
                .containsEntry("errors", 2L)
                .containsEntry("active_users", 0L);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void namesWithQuotesAndEmojiStayText() {
        String model = "gpt \"4\"'; DROP TABLE api_usage; -- 🦆 \\ {,}";
        jdbc.sql("INSERT INTO api_usage (provider, model) VALUES (:name, :name)")
                .param("name", model)
                .update();
        refresh();

        assertThat(only("SELECT * FROM mv_model_usage")).containsEntry("model", model);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void callsWithoutAPriceAreCountedButCostNothing() {
        execute("INSERT INTO api_usage (total_cost, prompt_tokens) VALUES (NULL, 700), (0, 100), (0.3, 200)");
        refresh();

        assertThat(only("SELECT * FROM mv_model_costs"))
                .containsEntry("unpriced_calls", 1L)
                .containsEntry("cost_per_call", new BigDecimal("0.150000000000"))
                .containsEntry("cost_per_1k_tokens", new BigDecimal("1.000000000000"));
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void theNewestCallIsFoundAgainWhenItIsDeleted() {
        execute("""
                INSERT INTO api_usage (created_at, model)
                SELECT date_trunc('day', now(), 'UTC') - n * interval '7 hours', 'm' FROM generate_series(0, 9) AS n""");
        refresh();
        execute("DELETE FROM api_usage WHERE created_at = (SELECT max(created_at) FROM api_usage)");
        refresh();
        execute(
                "UPDATE api_usage SET created_at = created_at - interval '20 days' WHERE created_at = (SELECT max(created_at) FROM api_usage)");
        refresh();

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aChangedPriceHasNobodyLookForEmptyCells() throws SQLException {
        insertCalls(300);
        refresh();
        execute("UPDATE api_usage SET total_cost = 7");
        try (Connection session = database.connect()) {
            execute(session, "BEGIN; SELECT refresh_analytics_views()");
            assertThat(number(session, """
                    SELECT seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'usage_rollup_user'""")).isZero();
            execute(session, "COMMIT");
        }
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void callsOutsideTheThirtyDaysTouchNoView() {
        insertCalls(10);
        refresh();
        execute("INSERT INTO api_usage (created_at) VALUES (now() - interval '40 days'), (now() + interval '3 days')");
        refresh();

        assertThat(
                        only(
                                "SELECT rows_taken, cardinality(views_changed) AS views FROM refresh_run ORDER BY id DESC LIMIT 1"))
                .containsEntry("rows_taken", 2L)
                .containsEntry("views", 0);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void onlyTheViewsThatAChangeConcernsAreRefreshed() {
        insertCalls(10);
        refresh();
        execute("UPDATE api_usage SET status = 'timeout' WHERE id = (SELECT min(id) FROM api_usage)");
        refresh();

        assertThat(viewsChanged())
                .containsExactlyInAnyOrder("mv_daily_metrics", "mv_provider_performance", "mv_model_usage");

        execute("UPDATE api_usage SET request_id = 'r'");
        refresh();
        assertThat(viewsChanged()).isEmpty();
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void theWindowSlidesAtMidnightThoughNothingChanged() {
        execute("""
                INSERT INTO api_usage (created_at, user_id)
                SELECT now() - n * interval '1 day', 'u' || n FROM generate_series(-1, 31) AS n""");
        refresh();
        // As if the last refresh had been yesterday's.
        execute("UPDATE analytics_state SET window_start = window_start - 1, window_end = window_end - 1");
        assertThat(jdbc.sql("SELECT analytics_changes_pending()")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        refresh();

        assertThat(rows("TABLE mv_daily_metrics")).hasSize(30);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void daysBelongToTheReportingZoneAndAChangeOfZoneCountsThemAnew() {
        insertCalls(200);
        refresh();
        for (String zone : List.of("Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland")) {
            execute("UPDATE analytics_settings SET reporting_zone = '" + zone + "'");
            refresh();
            insertCalls(20);
            refresh();

            Recount.assertViewsAreRight(jdbc, "api_usage", zone);
        }
    }

    @Test
    void theDayOfTwentyFiveHoursHasThemAll() {
        execute("UPDATE analytics_settings SET reporting_zone = 'Europe/Berlin'");
        execute("""
                INSERT INTO api_usage (created_at, user_id, service_type, provider, model)
                SELECT timestamptz '2026-10-25 00:30+02' + n * interval '1 hour', 'u', 's', 'p', 'm'
                FROM generate_series(0, 24) AS n""");
        refresh();

        assertThat(jdbc.sql("SELECT calls FROM usage_rollup WHERE grain = 'day_total'")
                        .query(Long.class)
                        .list())
                .containsExactly(25L);
        assertThat(jdbc.sql("SELECT calls FROM usage_rollup WHERE grain IN ('hour', 'hour_total')")
                        .query(Long.class)
                        .list())
                .hasSize(50)
                .containsOnly(1L);
    }

    @Test
    void aTruncatedTableGivesEmptyViews() {
        insertCalls(100);
        refresh();
        execute("TRUNCATE api_usage");
        insertCalls(7);
        refresh();

        assertThat(calls()).isEqualTo(7);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aMonthThatIsTruncatedAmidAnHourOfTheZoneLeavesTheOtherHalf() {
        execute("UPDATE analytics_settings SET reporting_zone = 'Asia/Kolkata'");
        execute("SELECT create_api_usage_partition('2026-06-01')");
        String calls = "INSERT INTO api_usage (created_at) VALUES ('2026-05-31 20:00Z'), ('2026-05-31 23:45Z'),"
                + " ('2026-06-01 00:10Z'), ('2026-06-01 05:00Z')";
        execute(calls);
        refresh();
        for (String truncated : List.of("api_usage_2026_06", "api_usage")) {
            execute("TRUNCATE " + truncated);
            execute(calls);
            refresh();
            assertThat(Recount.differences(jdbc)).isEmpty();
        }
    }

    @Test
    void changesThatNameAPartitionCountToo() {
        insertCalls(40);
        refresh();
        String partition = jdbc.sql("SELECT tableoid::regclass::text FROM api_usage LIMIT 1")
                .query(String.class)
                .single();
        execute("DELETE FROM " + partition + " WHERE id % 2 = 0");
        refresh();

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void percentilesAreKeptWhereAViewShowsThemAndGoWithTheLastLatency() {
        insertCalls(50);
        refresh();
        assertThat(jdbc.sql("SELECT DISTINCT grain FROM usage_rollup WHERE p99_latency_ms IS NOT NULL")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("day_total", "provider");
        execute("UPDATE api_usage SET latency_ms = NULL");
        refresh();

        assertThat(rows("SELECT p50_latency_ms FROM mv_provider_performance WHERE p50_latency_ms IS NOT NULL"))
                .isEmpty();
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void fewOrManyUsersComeIntoACellWhereOthersAre() {
        for (String users : List.of("1, 100", "100, 101", "50, 400", "380, 390")) {
            execute("INSERT INTO api_usage (user_id, model) SELECT 'u' || n, 'm' FROM generate_series(" + users
                    + ") AS n");
            refresh();
            Recount.assertViewsAreRight(jdbc);
        }

        assertThat(jdbc.sql("SELECT active_users FROM mv_model_usage")
                        .query(Long.class)
                        .single())
                .isEqualTo(400);
    }

    @Test
    void aRebuildMendsADamagedRollupAndVerifyFindsIt() {
        insertCalls(100);
        refresh();
        execute(
                "UPDATE usage_rollup SET total_cost = total_cost + 1 WHERE grain = 'day_total' AND bucket = (SELECT max(bucket) FROM usage_rollup WHERE grain = 'day_total')");
        assertThat(Recount.differences(jdbc))
                .singleElement()
                .satisfies(cell -> assertThat(cell).containsEntry("column", "total_cost"));

        execute("SELECT rebuild_analytics_views((now() AT TIME ZONE 'UTC')::date - 2)");

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aRebuildMendsAMissingCellAndVerifyFindsWhoWasInIt() {
        insertCalls(100);
        refresh();
        execute("DELETE FROM usage_rollup WHERE grain = 'hour'");
        assertThat(
                        rows(
                                "SELECT * FROM verify_analytics_views() WHERE relation = 'usage_rollup_user' AND expected IS NULL"))
                .hasSize(100);

        execute("SELECT rebuild_analytics_views()");

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void whatAnotherClusterCountedIsPending() throws SQLException {
        insertCalls(10);
        refresh();
        try (Connection session = database.connect()) {
            assertThat(pending(session)).isFalse();
            execute(session, "UPDATE analytics_state SET system_identifier = 1");
            assertThat(pending(session)).isTrue();
            execute(session, "SELECT refresh_analytics_views()");
            assertThat(pending(session)).isFalse();
        }
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void verifyFindsACallThatCameWithAForeignTransaction() {
        insertCalls(10);
        refresh();
        execute("INSERT INTO api_usage (model, tx) VALUES ('smuggled', '3')");
        refresh();
        assertThat(Recount.differences(jdbc)).isNotEmpty();

        execute("SELECT rebuild_analytics_views()");

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void refreshingAViewByHandKeepsWorking() {
        database.superuser()
                .sql("GRANT TEMPORARY ON DATABASE %s TO tidemark".formatted(database.name()))
                .update();
        insertCalls(10);
        refresh();

        for (String view : List.of("mv_daily_metrics", "mv_provider_performance", "mv_model_costs", "mv_model_usage")) {
            execute("REFRESH MATERIALIZED VIEW CONCURRENTLY " + view);
        }

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aViewThatWasEmptiedByHandIsFilledAgain() {
        insertCalls(10);
        execute("REFRESH MATERIALIZED VIEW mv_model_costs WITH NO DATA");
        refresh();

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void valuesThatNoSumCouldHoldAreRefused() {
        for (String values : List.of(
                "(total_cost) VALUES ('NaN')",
                "(total_cost) VALUES ('Infinity')",
                "(latency_ms) VALUES ('NaN')",
                "(prompt_tokens) VALUES (-1)",
                "(prompt_tokens) VALUES (9000000000000000000)",
                "(created_at) VALUES ('infinity')",
                "(created_at) VALUES ('20250-01-01')",
                "(user_id) VALUES (repeat('x', 601))")) {
            assertThatThrownBy(() -> execute("INSERT INTO api_usage " + values))
                    .as(values)
                    .hasMessageContaining("violates check constraint");
        }
        refresh();

        Recount.assertViewsAreRight(jdbc);
    }

    private void insertCalls(int count) {
        execute("""
                INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status, prompt_tokens,
                    completion_tokens, total_cost, latency_ms)
                SELECT now() - n * interval '29 days' / %1$d, 'u' || n %% 7, 's' || n %% 2, 'p' || n %% 3, 'm' || n %% 5,
                    CASE n %% 11 WHEN 0 THEN 'error' ELSE 'success' END, n, n * 2, n * 0.001, n * 37.5
                FROM generate_series(1, %1$d) AS n""".formatted(count));
    }

    private void refresh() {
        execute("SELECT refresh_analytics_views()");
    }

    private long calls() {
        return jdbc.sql("SELECT coalesce(sum(calls), 0) FROM mv_daily_metrics")
                .query(Long.class)
                .single();
    }

    private static long number(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean pending(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT analytics_changes_pending()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private List<String> viewsChanged() {
        return jdbc.sql(
                        "SELECT unnest(views_changed) FROM (SELECT * FROM refresh_run ORDER BY id DESC LIMIT 1) AS last")
                .query(String.class)
                .list();
    }

    private Map<String, Object> only(String sql) {
        return jdbc.sql(sql).query().singleRow();
    }

    private List<Map<String, Object>> rows(String sql) {
        return jdbc.sql(sql).query().listOfRows();
    }

    private void execute(String sql) {
        try (Connection connection = database.connect()) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
