package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is kept of refreshes that are over. */
class HistoryTest {

    private static final String ROWS_OF_HISTORY_READ = """
            SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'refresh_run'""";

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aRefreshIsInTheHistoryWithAllThatCanBeAskedOfIt() {
        Calls.insert(jdbc, 12);
        Calls.refresh(jdbc);

        assertThat(only("SELECT * FROM refresh_run"))
                .containsEntry("reason", "manual")
                .containsEntry("rows_taken", 12L)
                .containsEntry("error", null)
                .hasEntrySatisfying(
                        "started_by", by -> assertThat(by.toString()).endsWith("(tidemark)"))
                .hasEntrySatisfying(
                        "steps",
                        steps -> assertThat(steps.toString())
                                .contains("wait", "prepare", "fold", "mv_daily_metrics", "mv_provider_performance")
                                .contains("mv_model_costs", "mv_model_usage"));
        assertThat(only("SELECT report_type, (data ->> 'refreshed_at')::timestamptz = r.finished_at AS same"
                        + " FROM analytics_reports, refresh_run r"))
                .containsEntry("report_type", "view_refresh")
                .containsEntry("same", true);
    }

    @Test
    void aRefreshSaysWhenTheCallsThatItTookInHadArrivedWheneverTheyWereMade() {
        Calls.refresh(jdbc);
        Calls.insert(jdbc, 1);
        jdbc.sql("INSERT INTO api_usage (created_at, model) VALUES (now() - interval '3 days', 'late')")
                .update();
        Calls.refresh(jdbc);

        assertThat(only("""
                SELECT first_arrival_at = min(received_at) AS first, last_arrival_at = max(received_at) AS last,
                    first_arrival_at < last_arrival_at AND last_arrival_at < as_of AS ordered
                FROM refresh_run, api_usage
                WHERE rows_taken > 0
                GROUP BY refresh_run.id"""))
                .containsEntry("first", true)
                .containsEntry("last", true)
                .containsEntry("ordered", true);

        jdbc.sql("UPDATE api_usage SET model = 'other'").update();
        jdbc.sql("SELECT rebuild_analytics_views()").query().singleRow();
        assertThat(only("SELECT * FROM refresh_run ORDER BY id DESC LIMIT 1"))
                .containsEntry("first_arrival_at", null)
                .containsEntry("last_arrival_at", null);
    }

    @Test
    void thirtyDaysStayInFullAndOneAnHourOfThoseBeforeAFailedOneRatherThanAnother() {
        jdbc.sql("""
                INSERT INTO refresh_run (started_at, reason, started_by, error)
                SELECT date_trunc('hour', now()) - age * interval '1 day' + minute * interval '1 minute',
                    'check', age || ' ' || minute, CASE WHEN age = 40 AND minute = 20 THEN 'broken' END
                FROM unnest('{29, 31, 40}'::int[]) AS age, generate_series(0, 50, 10) AS minute""").update();
        prune();

        assertThat(jdbc.sql("SELECT started_by FROM refresh_run ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("29 0", "29 10", "29 20", "29 30", "29 40", "29 50", "31 50", "40 20");
    }

    @Test
    void reportsOfRefreshesArePrunedLikewiseAndOtherReportsNever() {
        jdbc.sql("""
                INSERT INTO analytics_reports (report_type, generated_at, data)
                SELECT type, date_trunc('hour', now()) - age * interval '1 day' + minute * interval '1 minute',
                    to_jsonb(age || ' ' || minute)
                FROM unnest('{29, 31}'::int[]) AS age, generate_series(0, 50, 10) AS minute,
                    unnest('{view_refresh, weekly}'::text[]) AS type""").update();
        prune();

        assertThat(reports("weekly")).hasSize(12);
        assertThat(reports("view_refresh"))
                .containsExactlyInAnyOrder("29 0", "29 10", "29 20", "29 30", "29 40", "29 50", "31 50");
    }

    @Test
    void pruningAgainTakesNothing() {
        thirtyDaysStayInFullAndOneAnHourOfThoseBeforeAFailedOneRatherThanAnother();

        assertThat(prune()).isZero();
    }

    @Test
    void failuresShowSinceWhenAndWhyUntilARefreshSucceeds() {
        Calls.refresh(jdbc);
        assertThat(status()).containsEntry("failures", 0L).containsEntry("failing_since", null);

        fail("first", "0 seconds");
        fail("second", "0 seconds");
        assertThat(status())
                .containsEntry("failures", 2L)
                .containsEntry("last_error", "second")
                .containsEntry("since_the_first", true);

        Calls.refresh(jdbc);
        assertThat(status()).containsEntry("failures", 0L).containsEntry("failing_since", null);
    }

    @Test
    void anOlderAttemptThatGaveUpAfterAnotherSucceededIsNoFailureOfNow() {
        Calls.refresh(jdbc);
        fail("waited too long", "1 minute");

        assertThat(status()).containsEntry("failures", 0L);
    }

    @Test
    void whoSharesTheRefreshOfAnotherReadsNoMoreOfTheHistoryThanItsEnd() throws SQLException {
        jdbc.sql("""
                INSERT INTO refresh_run (started_at, reason, started_by, as_of)
                SELECT now() - n * interval '1 minute', 'check', 'a test', now() - n * interval '1 minute'
                FROM generate_series(1, 500) AS n""").update();
        Calls.refresh(jdbc);
        fail("later", "0 seconds");
        jdbc.sql("ANALYZE refresh_run").update();

        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            assertThat(number(statement, "SELECT id FROM run_refresh('manual', 'a test', now() - interval '1 hour')"))
                    .isEqualTo(501);
            assertThat(number(statement, ROWS_OF_HISTORY_READ)).isLessThan(20);
        }
    }

    @Test
    void theStateOfTheViewsIsWrittenOnceARefresh() throws SQLException {
        Calls.refresh(jdbc);
        Calls.insert(jdbc, 3);
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("SELECT refresh_analytics_views()");
            assertThat(number(
                            statement,
                            "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'analytics_state'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aFailureIsOverOnceALaterLookFindsThatNothingIsMissing() {
        Calls.refresh(jdbc);
        fail("broken", "0 seconds");
        assertThat(status()).containsEntry("failures", 1L);

        // What a look finds is noted every ten seconds.
        jdbc.sql("UPDATE analytics_state SET checked_at = checked_at - interval '11 seconds'")
                .update();
        jdbc.sql("SELECT check_analytics_changes()").query().singleRow();
        assertThat(status()).containsEntry("failures", 0L).containsEntry("last_error", null);
    }

    @Test
    void aSwitchOfStrategyIsRecorded() {
        jdbc.sql("SELECT set_config('tidemark.user', 'ada', false), set_refresh_strategy('CRON', '0 * * * *')")
                .query()
                .singleRow();
        jdbc.sql("SELECT set_refresh_strategy('hybrid', max_age_minutes => 9)")
                .query()
                .singleRow();

        assertThat(jdbc.sql("""
                        SELECT concat_ws(' ', split_part(changed_by, ' ', 1) = 'ada', from_strategy, to_strategy, cron,
                            max_age_minutes)
                        FROM refresh_strategy_change ORDER BY id""").query(String.class).list())
                .containsExactly("t TRIGGER CRON 0 * * * * 5", "f CRON HYBRID 0 * * * * 9");
    }

    @Test
    void anUnknownStrategyOrAgeIsRefusedAndNothingChanges() {
        for (String call : List.of("'weekly'", "NULL", "'CRON', 'often'", "'HYBRID', NULL, 0")) {
            assertThatThrownBy(() -> jdbc.sql("SELECT set_refresh_strategy(" + call + ")")
                            .query()
                            .singleRow())
                    .as(call)
                    .hasMessageMatching("(?s).*(there is no refresh strategy|cron: |max_age_minutes is).*");
        }
        assertThat(status()).containsEntry("strategy", "TRIGGER");
        assertThat(jdbc.sql("SELECT count(*) FROM refresh_strategy_change")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** Records a failure of a refresh that began so long ago. */
    private void fail(String error, String ago) {
        jdbc.sql("SELECT record_refresh_failure('check', 'a test', clock_timestamp() - ?::interval, ?)")
                .params(ago, error)
                .query()
                .singleRow();
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private long prune() {
        return jdbc.sql("SELECT prune_refresh_history()").query(Long.class).single();
    }

    private Map<String, Object> status() {
        return only("""
                SELECT *, failing_since = (SELECT min(started_at) FROM refresh_run WHERE error = 'first') AS since_the_first
                FROM analytics_refresh_status""");
    }

    private List<String> reports(String type) {
        return jdbc.sql("SELECT data #>> '{}' FROM analytics_reports WHERE report_type = ?")
                .param(type)
                .query(String.class)
                .list();
    }

    private Map<String, Object> only(String sql) {
        return jdbc.sql(sql).query().singleRow();
    }
}
