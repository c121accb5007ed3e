package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.PostgresVersion;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What somebody changes about our triggers, columns and views is found, named, and set right where that is possible. */
class DriftTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @BeforeEach
    void countedCalls() {
        Calls.insert(jdbc, 100);
        Calls.refresh(jdbc);
        assertThat(findings()).isEmpty();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE api_usage DISABLE TRIGGER USER; %s",
                "ALTER TABLE api_usage DISABLE TRIGGER ALL; %s",
                "ALTER TABLE api_usage DISABLE TRIGGER ALL; %s; ALTER TABLE api_usage ENABLE TRIGGER ALL",
                "ALTER TABLE api_usage DISABLE TRIGGER USER; %s; ALTER TABLE api_usage ENABLE TRIGGER USER; %s",
                "DROP TRIGGER record_changes_on_update ON api_usage; %s",
                "DROP TRIGGER record_changes_on_delete ON api_usage; %s",
                "DROP TRIGGER record_replicated_update ON api_usage; %s",
                "DROP TRIGGER record_changes_on_truncate ON api_usage_default; TRUNCATE api_usage_default; %s",
            })
    void whatChangedWhileTriggersWereOffIsCountedAnew(String meddling) {
        jdbc.sql(meddling.formatted(
                        "UPDATE api_usage SET model = 'changed' WHERE id % 3 = 0; DELETE FROM api_usage WHERE id % 5 = 0",
                        "UPDATE api_usage SET model = 'changed again' WHERE id % 7 = 0"))
                .update();
        assertThat(findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).contains("api_usage"));

        repair();

        assertThat(findings()).isEmpty();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        assertThat(reason()).isEqualTo("recount");
        assertThat(jdbc.sql("SELECT count(*) FROM audit_event WHERE action = 'triggers set right'")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void ofAPartitionOnlyItsMonthIsCountedAnew() {
        String month = thisMonth();
        jdbc.sql("ALTER TABLE %1$s DISABLE TRIGGER USER; DELETE FROM %1$s WHERE id %% 2 = 0".formatted(month))
                .update();
        assertThat(findings()).singleElement().asString().contains(month, "record_changes_on_delete", "switched off");

        repair();

        assertThat(jdbc.sql("SELECT count(*) FROM api_usage_stale_range WHERE lower_inf(span) OR upper_inf(span)")
                        .query(Long.class)
                        .single())
                .isZero();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aPartitionThatSomebodyAttachedIsCountedAndWatched() {
        jdbc.sql("""
                CREATE TABLE theirs (LIKE api_usage INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
                INSERT INTO theirs (id, created_at, model) VALUES (-1, '2019-06-01', 'old'), (-2, '2019-06-02', 'old');
                ALTER TABLE api_usage ATTACH PARTITION theirs FOR VALUES FROM ('2019-06-01') TO ('2019-07-01')""").update();
        Calls.refresh(jdbc);
        assertThat(findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).contains("theirs"));

        repair();
        Calls.refresh(jdbc);
        jdbc.sql("DELETE FROM theirs WHERE id = -1").update();
        Calls.refresh(jdbc);

        Recount.assertViewsAreRight(jdbc);
        assertThat(jdbc.sql("SELECT sum(calls) FROM usage_rollup WHERE grain = 'hour_total' AND bucket < '2020-01-01'")
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void aTableThatIsInUseIsLeftForAnotherTimeAndNobodyWaits() throws SQLException {
        jdbc.sql("ALTER TABLE api_usage DISABLE TRIGGER USER").update();
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("DELETE FROM api_usage WHERE id % 2 = 0");
            assertThat(repair())
                    .isNotEmpty()
                    .allSatisfy(outcome -> assertThat(outcome)
                            .contains("cannot be set right while a transaction has the table in use"));
            assertThat(findings()).isNotEmpty();
            writer.commit();
        }

        repair();
        assertThat(findings()).isEmpty();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void hintTriggersAreSetRightWithoutCountingAnything() {
        jdbc.sql("DROP TRIGGER auto_refresh_analytics_on_insert ON api_usage").update();
        jdbc.sql("ALTER TABLE api_usage DISABLE TRIGGER auto_refresh_analytics_on_update")
                .update();
        assertThat(causes()).contains("trigger disabled");

        repair();

        assertThat(findings()).isEmpty();
        assertThat(jdbc.sql("SELECT count(*) FROM api_usage_stale_range")
                        .query(Long.class)
                        .single())
                .isZero();

        jdbc.sql("SELECT set_refresh_strategy('CRON')").query().singleRow();
        jdbc.sql("ALTER TABLE api_usage ENABLE TRIGGER auto_refresh_analytics_on_insert")
                .update();
        assertThat(findings()).singleElement().asString().contains("is on, which CRON does not want");
        repair();
        assertThat(findings()).isEmpty();
    }

    @Test
    void theApplicationSetsTriggersRightByItself() {
        jdbc.sql("ALTER TABLE api_usage DISABLE TRIGGER USER; UPDATE api_usage SET model = 'changed'")
                .update();
        try (Node _ = Node.start("drift", database.url())) {
            Until.asserted(() -> assertThat(findings()).isEmpty());
            Until.asserted(() -> assertThat(reason()).isEqualTo("recount"));
        }
        Recount.assertViewsAreRight(jdbc);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_id", "service_type", "provider", "model", "status", "prompt_tokens", "cache_read_tokens",
                "cache_creation_tokens", "completion_tokens", "reasoning_tokens", "total_cost", "latency_ms", "tx", "id"
            })
    void aColumnThatSomebodyRenamedIsNamedAndNoWriterPaysForIt(String column) {
        jdbc.sql("ALTER TABLE api_usage RENAME COLUMN %s TO theirs".formatted(column))
                .update();
        repair();
        try {
            jdbc.sql("INSERT INTO api_usage (request_id) VALUES ('meanwhile')").update();
            jdbc.sql(
                            "UPDATE api_usage SET request_id = 'changed' WHERE request_id IS NULL AND created_at < now() - interval '20 days'")
                    .update();
            jdbc.sql("DELETE FROM api_usage WHERE created_at < now() - interval '25 days'")
                    .update();
            database.superuser()
                    .sql(
                            "SET session_replication_role = replica; DELETE FROM api_usage WHERE created_at < now() - interval '22 days'")
                    .update();
            jdbc.sql("TRUNCATE api_usage_default").update();

            assertThatThrownBy(() -> Calls.refresh(jdbc))
                    .hasMessageContaining("column " + column + " of api_usage is missing")
                    .hasMessageContaining("RENAME COLUMN");
            assertThat(causes()).contains("column missing");
            assertThat(jdbc.sql("SELECT pending FROM analytics_refresh_status")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        } finally {
            jdbc.sql("ALTER TABLE api_usage RENAME COLUMN theirs TO " + column).update();
        }
        repair();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mv_daily_metrics", "mv_provider_performance", "mv_model_costs", "mv_model_usage"})
    void aViewThatSomebodyDroppedIsNamedAndMadeAnewAtTheNextStart(String view) {
        jdbc.sql("CALL grant_analytics_access('public', 'viewer')").update();
        jdbc.sql("DROP MATERIALIZED VIEW " + view).update();
        assertThatThrownBy(() -> Calls.refresh(jdbc))
                .hasMessageContaining("materialized view " + view + " is missing")
                .hasMessageContaining("Start Tidemark again");

        PostgresVersion.migrate(database.url());

        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        assertThat(findings()).isEmpty();
        assertThat(jdbc.sql("SELECT relacl::text FROM pg_class WHERE relname = ?")
                        .param(view)
                        .query(String.class)
                        .single())
                .contains("=r/tidemark");
        assertThat(jdbc.sql("SELECT obj_description(?::regclass)")
                        .param(view)
                        .query(String.class)
                        .single())
                .startsWith("One row for each");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mv_daily_metrics", "mv_provider_performance", "mv_model_costs", "mv_model_usage"})
    void aViewWithoutItsUniqueIndexIsNamedAndGetsItAtTheNextStart(String view) {
        jdbc.sql("DROP INDEX " + view + "_key").update();
        assertThatThrownBy(() -> Calls.refresh(jdbc))
                .hasMessageContaining(view + " has lost its unique index")
                .hasMessageContaining("CREATE UNIQUE INDEX");

        PostgresVersion.migrate(database.url());

        Calls.refresh(jdbc);
        assertThat(findings()).isEmpty();
    }

    @Test
    void rowSecurityThatKeepsCallsFromTheFiguresIsNamed() {
        jdbc.sql("ALTER TABLE api_usage ENABLE ROW LEVEL SECURITY; ALTER TABLE api_usage FORCE ROW LEVEL SECURITY")
                .update();

        assertThat(findings()).singleElement().asString().contains("row level security keeps calls from tidemark");
        assertThatThrownBy(() -> Calls.refresh(jdbc)).hasMessageContaining("NO FORCE ROW LEVEL SECURITY");

        jdbc.sql("ALTER TABLE api_usage NO FORCE ROW LEVEL SECURITY").update();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void callsThatCameWithNumbersOfAnotherClusterAreCountedOnceTheyAreFound() {
        jdbc.sql("INSERT INTO api_usage (model, tx) SELECT 'restored', '999999999' FROM generate_series(1, 5)")
                .update();
        Calls.refresh(jdbc);
        assertThat(findings()).singleElement().asString().contains("numbers of another cluster's transactions");

        repair();
        Calls.refresh(jdbc);

        Recount.assertViewsAreRight(jdbc);
        assertThat(findings()).isEmpty();
    }

    @Test
    void aRebuildCountsCallsThatCameWithNumbersOfAnotherCluster() {
        jdbc.sql("INSERT INTO api_usage (model, tx) VALUES ('of the past', '10'), ('of the future', '999999999')")
                .update();

        jdbc.sql("SELECT rebuild_analytics_views()").query().singleRow();

        Recount.assertViewsAreRight(jdbc);
    }

    private List<String> repair() {
        return jdbc.sql("SELECT outcome FROM repair_drift()")
                .query(String.class)
                .list();
    }

    private List<String> findings() {
        return jdbc.sql("SELECT finding FROM analytics_drift")
                .query(String.class)
                .list();
    }

    private List<String> causes() {
        return jdbc.sql("SELECT cause FROM explain_staleness()")
                .query(String.class)
                .list();
    }

    private String reason() {
        return jdbc.sql("SELECT reason FROM refresh_run ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single();
    }

    private String thisMonth() {
        return jdbc.sql("SELECT 'api_usage_' || to_char(now(), 'YYYY_MM')")
                .query(String.class)
                .single();
    }
}
