package io.tidemark.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the admin page has the database do. */
class AdminSqlTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @BeforeEach
    void threeDays() {
        jdbc.sql("""
                INSERT INTO api_usage (created_at, user_id, service_type, provider, model, total_cost, latency_ms)
                SELECT now() - interval '1 day' * (n % 3), 'u' || n % 5, 'chat', 'p' || n % 2, 'm', 0.5, n
                FROM generate_series(1, 60) AS n""").update();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void aRepairCountsItsDaysAnewAndNoOthers() {
        jdbc.sql("UPDATE usage_rollup SET calls = calls + 5 WHERE grain = 'hour'")
                .update();

        jdbc.sql(
                        "SELECT repair_analytics_days(ARRAY[(now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date])")
                .query()
                .singleRow();

        assertThat(jdbc.sql(
                                "SELECT DISTINCT day_of_cell(relation, cell::jsonb) - (now() AT TIME ZONE 'UTC')::date FROM verify_analytics_views()")
                        .query(Integer.class)
                        .list())
                .containsExactly(-2);
        assertThat(lastRun()).containsEntry("reason", "repair").containsEntry("rows_taken", 40L);
    }

    @Test
    void figuresOverAllDaysAreRepairedWithAnyDay() {
        jdbc.sql("UPDATE usage_rollup SET calls = calls + 5 WHERE grain IN ('provider', 'model')")
                .update();

        jdbc.sql("SELECT repair_analytics_days(ARRAY[(now() AT TIME ZONE 'UTC')::date])")
                .query()
                .singleRow();

        assertThat(jdbc.sql("SELECT * FROM verify_analytics_views()").query().listOfRows())
                .isEmpty();
    }

    @Test
    void aRepairOfNoDaysIsRefused() {
        assertThatThrownBy(() ->
                        jdbc.sql("SELECT repair_analytics_days('{}')").query().singleRow())
                .hasMessageContaining("no days to repair are named");
    }

    @Test
    void aRepairOfMoreDaysThanAThousandIsRefusedAndSaysWhatToDo() {
        assertThatThrownBy(() -> jdbc.sql("SELECT repair_analytics_days(array_fill(current_date, ARRAY[1001]))")
                        .query()
                        .singleRow())
                .hasMessageContaining("1001 days are more than are repaired one by one")
                .hasMessageContaining("rebuild_analytics_views()");
    }

    @Test
    void theAuditOfARepairOfManyDaysSaysHowManyThereWere() {
        jdbc.sql("SELECT repair_analytics_days(array_fill(current_date, ARRAY[1000]))")
                .query()
                .singleRow();

        assertThat(jdbc.sql("SELECT detail FROM audit_event WHERE action = 'repaired' ORDER BY id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .endsWith(" and 900 more");
    }

    @Test
    void theHistoryNamesForWhomTheApplicationWorks() {
        jdbc.sql("SELECT set_config('tidemark.user', 'ada', false), rebuild_analytics_views()")
                .query()
                .singleRow();

        assertThat(lastRun()).containsEntry("reason", "rebuild").containsEntry("started_by", "ada");
    }

    @Test
    void nobodyElseCanCallThemselvesWhatTheyLike() {
        assertThat(database.superuser()
                        .sql("SELECT who_asks() FROM set_config('tidemark.user', 'ada', false)")
                        .query(String.class)
                        .single())
                .endsWith("(postgres)");
    }

    @Test
    void aScheduleIsReadAhead() {
        assertThat(jdbc.sql("SELECT run::text FROM cron_runs('30 6 * * mon', '2026-11-22 00:00+00') AS run")
                        .query(String.class)
                        .list())
                .hasSize(5)
                .startsWith("2026-11-23 06:30:00+00", "2026-11-30 06:30:00+00");
        assertThat(jdbc.sql(
                                "SELECT count(*) FROM cron_runs('* * * * *', '2026-11-21 00:00+00', '2026-11-22 00:00+00', 1500)")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1_440);
    }

    @Test
    void aMeasuredRefreshIsTakenBack() {
        jdbc.sql("INSERT INTO api_usage (model) VALUES ('pending')").update();
        var before = everything();

        var cost = jdbc.sql("SELECT * FROM measure_refresh()").query().singleRow();

        assertThat((Double) cost.get("refresh_ms")).isPositive();
        assertThat((Long) cost.get("refresh_rows")).isEqualTo(1);
        assertThat((Long) cost.get("wal_bytes")).isGreaterThan(1_000);
        assertThat((Long) cost.get("catalog_rows")).isBetween(50L, 1_000L);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void theScratchHasAHintTriggerOfItsOwnAndGoesWithoutATrace() {
        var before = objects();
        jdbc.sql("CALL create_insert_scratch()").update();
        jdbc.sql("CALL create_insert_scratch()").update();

        assertThat(jdbc.sql(
                                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'insert_scratch_hinting'::regclass AND NOT tgisinternal")
                        .query(String.class)
                        .single())
                .contains(
                        "pg_try_advisory_xact_lock('"
                                + jdbc.sql("SELECT scratch_gate()")
                                        .query(Long.class)
                                        .single() + "'",
                        "insert_scratch_hint()")
                .doesNotContain("api_usage");
        assertThat(jdbc.sql("SELECT prosrc FROM pg_proc WHERE proname = 'insert_scratch_hint'")
                        .query(String.class)
                        .single())
                .contains("tidemark_scratch")
                .doesNotContain("tidemark_hint", "'refresh_hint'");

        jdbc.sql("CALL drop_insert_scratch()").update();
        assertThat(objects()).isEqualTo(before);
    }

    private Map<String, Object> lastRun() {
        return jdbc.sql("SELECT reason, started_by, rows_taken FROM refresh_run ORDER BY id DESC LIMIT 1")
                .query()
                .singleRow();
    }

    private List<String> everything() {
        return jdbc.sql("""
                SELECT to_jsonb(s)::text FROM analytics_state s
                UNION ALL SELECT to_jsonb(r)::text FROM usage_rollup r
                UNION ALL SELECT to_jsonb(v)::text FROM mv_daily_metrics v
                UNION ALL SELECT to_jsonb(r)::text FROM refresh_run r
                ORDER BY 1""").query(String.class).list();
    }

    private List<String> objects() {
        return jdbc.sql("""
                SELECT oid::regclass::text FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'tidemark'::regnamespace)
                UNION ALL SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'tidemark'::regnamespace)
                ORDER BY 1""").query(String.class).list();
    }
}
