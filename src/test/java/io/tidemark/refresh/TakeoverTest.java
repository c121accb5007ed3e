package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.TestDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An older installation becomes ours, with all its calls. */
class TakeoverTest {

    private final TestDatabase database = TestDatabase.createEmpty();
    private final JdbcClient jdbc = database.client();

    @BeforeEach
    void anOlderInstallation() {
        jdbc.sql("""
                CREATE TABLE api_usage (
                    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
                    user_id uuid,
                    service_type varchar(50) NOT NULL,
                    provider varchar(50),
                    model varchar(100),
                    status varchar(20),
                    total_cost double precision,
                    latency_ms integer,
                    created_at timestamptz DEFAULT now(),
                    metadata jsonb
                );
                CREATE FUNCTION trigger_refresh_analytics_views() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_notify(''refresh_analytics'', ''''); RETURN NULL; END';
                CREATE TRIGGER auto_refresh_analytics_on_insert AFTER INSERT ON api_usage
                    FOR EACH STATEMENT EXECUTE FUNCTION trigger_refresh_analytics_views();
                CREATE FUNCTION refresh_analytics_views() RETURNS void LANGUAGE sql AS 'SELECT';
                CREATE MATERIALIZED VIEW mv_daily_metrics AS SELECT created_at::date AS day, count(*) FROM api_usage GROUP BY 1;
                CREATE TABLE analytics_reports (
                    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
                    report_type text NOT NULL,
                    generated_at timestamptz DEFAULT now(),
                    data jsonb
                );
                INSERT INTO analytics_reports (report_type, data) VALUES ('weekly', '{}');
                INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms, created_at)
                SELECT gen_random_uuid(), 'chat', 'openai', 'gpt-4o', CASE n % 9 WHEN 0 THEN 'error' ELSE 'success' END,
                    n * 0.001, n, now() - n * interval '3 hours'
                FROM generate_series(1, 2000) AS n;
                INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms, created_at)
                VALUES (NULL, 'chat', NULL, NULL, NULL, 'NaN', NULL, NULL), (NULL, 'old', 'p', 'm', 'success', 1, 1, '2001-01-01')
                """).update();
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(database.dataSource())
                .group(true)
                .load()
                .migrate();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void everyCallIsCopiedAndCounted() {
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();

        assertThat(number("SELECT count(*) FROM api_usage")).isEqualTo(2_002);
        assertThat(number("SELECT count(*) FROM api_usage_legacy")).isEqualTo(2_002);
        assertThat(number("SELECT sum(calls) FROM usage_rollup WHERE grain = 'day_total'"))
                .isEqualTo(2_002);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void theOldKeyFindsTheCopyAgain() {
        assertThat(number("""
                SELECT count(*) FROM api_usage_legacy old JOIN api_usage new ON new.request_id = old.id::text
                WHERE new.source = 'legacy' AND new.status IS NOT DISTINCT FROM old.status""")).isEqualTo(2_002);
    }

    @Test
    void recentMonthsHavePartitionsOfTheirOwn() {
        assertThat(number("SELECT count(*) FROM api_usage_default")).isEqualTo(1);
        assertThat(number("SELECT count(DISTINCT tableoid) FROM api_usage")).isGreaterThan(7);
    }

    @Test
    void theApplicationsInsertGoesOnWorking() {
        jdbc.sql("""
                INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                VALUES (gen_random_uuid(), 'chat', 'openai', 'gpt-4o', 'success', 0.01, 12)""").update();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();

        Recount.assertViewsAreRight(jdbc);
        assertThat(number("SELECT count(*) FROM analytics_reports WHERE report_type = 'view_refresh'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM analytics_reports")).isEqualTo(2);
    }

    private long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
