package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.database.Installation;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.OnHostileDatabaseToo;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL that people have from the older system, typed into psql on PostgreSQL 15. */
@OnHostileDatabaseToo
class ContractTest {

    private static final DebianPostgres SERVER = DebianPostgres.start();

    @BeforeAll
    static void migrate() {
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(SERVER.url(), "tidemark", "")
                .load()
                .migrate();
        // What CONCURRENTLY takes, whoever owns the database.
        SERVER.superuser()
                .sql("GRANT TEMPORARY ON DATABASE tidemark TO tidemark")
                .update();
    }

    @AfterAll
    static void stop() {
        assertThat(Recount.differences(SERVER.client())).isEmpty();
        SERVER.close();
    }

    @Test
    void theOldInsertIsCountedAfterTheOldRefresh() {
        psql("""
                INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                VALUES ('ada', 'chat', 'openai', 'gpt-4o', 'success', 0.0125, 840)""");
        assertThat(psql("SELECT refresh_analytics_views()")).isEmpty();

        assertThat(psql("SELECT calls, total_cost FROM mv_model_costs WHERE model = 'gpt-4o'"))
                .isEqualTo("1|0.0125");
        assertThat(psql("""
                SELECT (data->>'refreshed_at')::timestamptz > now() - interval '1 minute'
                FROM analytics_reports WHERE report_type = 'view_refresh' ORDER BY generated_at DESC LIMIT 1""")).isEqualTo("t");
    }

    @Test
    void theHybridsCheckAnswersTrueWhenItRefreshed() {
        psql("SELECT refresh_analytics_views(); INSERT INTO api_usage (model) VALUES ('m')");

        assertThat(psql("SELECT refresh_analytics_if_stale()")).isEqualTo("f");
        assertThat(psql("SELECT refresh_analytics_if_stale(10)")).isEqualTo("f");
        assertThat(psql("SELECT refresh_analytics_if_stale(NULL)")).isEqualTo("f");
        assertThat(psql("SELECT refresh_analytics_if_stale(max_age_minutes => 0)"))
                .isEqualTo("t");
        assertThatThrownBy(() -> psql("SELECT refresh_analytics_if_stale(-5)"))
                .hasMessageContaining("a negative age makes no sense");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mv_daily_metrics", "mv_provider_performance", "mv_model_costs", "mv_model_usage"})
    void theViewsAreRealAndCanBeRefreshedByHand(String view) {
        assertThat(psql("SELECT ispopulated FROM pg_matviews WHERE matviewname = '" + view + "'"))
                .isEqualTo("t");
        // Where that is on, PostgreSQL 15 makes no valid statement of it.
        psql("SET quote_all_identifiers = off; REFRESH MATERIALIZED VIEW CONCURRENTLY " + view);
        psql("REFRESH MATERIALIZED VIEW " + view);
    }

    @Test
    void theTriggersFollowTheStrategy() {
        String triggers = """
                SELECT string_agg(concat_ws(' ', tgname, tgenabled), ', ' ORDER BY tgname) FROM pg_trigger
                WHERE tgrelid = 'api_usage'::regclass AND tgname LIKE 'auto_refresh%'""";

        psql("SELECT set_refresh_strategy('CRON')");
        assertThat(psql(triggers)).isEqualTo("auto_refresh_analytics_on_insert D, auto_refresh_analytics_on_update D");
        psql("SELECT set_refresh_strategy('HYBRID', max_age_minutes := 10)");
        assertThat(psql(triggers)).isEqualTo("auto_refresh_analytics_on_insert O, auto_refresh_analytics_on_update O");
        assertThat(psql("SELECT strategy, cron, max_age_minutes FROM analytics_refresh_status"))
                .isEqualTo("HYBRID|*/5 * * * *|10");
        psql("SELECT set_refresh_strategy('TRIGGER', NULL, 5)");
        assertThat(psql("""
                SELECT string_agg(concat_ws(' ', trigger, event, enabled), ', ' ORDER BY trigger)
                FROM analytics_trigger_status WHERE relation = 'api_usage' AND trigger LIKE 'auto%'"""))
                .isEqualTo("auto_refresh_analytics_on_insert INSERT t, auto_refresh_analytics_on_update UPDATE t");
    }

    @Test
    void theChecksAnAdminMakesHaveAnswers() {
        assertThat(psql("""
                SELECT string_agg(concat_ws(' ', view, populated, unique_index, size_bytes > 0, rows >= 0), ', ' ORDER BY view)
                FROM analytics_view_status"""))
                .isEqualTo("mv_daily_metrics t mv_daily_metrics_key t t, mv_model_costs t mv_model_costs_key t t, "
                        + "mv_model_usage t mv_model_usage_key t t, "
                        + "mv_provider_performance t mv_provider_performance_key t t");
    }

    /** What psql prints, as the owner, rows apart by line breaks and columns by bars. */
    private static String psql(String sql) {
        return SERVER.run(
                        "psql",
                        "-XAtq",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-d",
                        DebianPostgres.DATABASE,
                        "-c",
                        "SET ROLE tidemark",
                        "-c",
                        sql)
                .strip();
    }
}
