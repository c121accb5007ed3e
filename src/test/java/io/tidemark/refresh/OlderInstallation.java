package io.tidemark.refresh;

import io.tidemark.database.Installation;
import io.tidemark.database.takeover.Takeover;
import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database as an older system left it, in which an application goes on working, and its takeover step by step. */
final class OlderInstallation implements AutoCloseable {

    /** As the older system made it: a key of its own, a column of its own, naive times, and what hangs on them. */
    static final String TABLE = """
            CREATE TABLE api_usage (
                id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
                user_id uuid,
                service_type varchar(50) NOT NULL,
                provider varchar(50),
                model varchar(100),
                status varchar(20),
                total_cost double precision,
                latency_ms integer,
                created_at timestamp DEFAULT now(),
                metadata jsonb DEFAULT '{}'
            );
            COMMENT ON COLUMN api_usage.metadata IS 'The application''s own';
            CREATE VIEW expensive_calls AS SELECT id, total_cost, metadata FROM api_usage WHERE total_cost > 1;
            CREATE TABLE invoice_line (call uuid REFERENCES api_usage ON DELETE CASCADE, amount numeric);
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
            INSERT INTO analytics_reports (report_type, data) VALUES ('weekly', '{}')""";

    /** Its calls as ours, said by the test and not by the product. */
    static final String CALLS = """
            (SELECT created_at AT TIME ZONE 'Europe/Berlin' AS created_at, user_id::text, service_type, provider, model, status,
                prompt_tokens, completion_tokens, nullif(total_cost, 'NaN')::numeric AS total_cost, latency_ms
             FROM api_usage WHERE isfinite(created_at))""";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestDatabase database = TestDatabase.createEmpty();
    private final String role = "older_application_" + COUNT.incrementAndGet();
    private final JdbcClient jdbc = database.client();

    /** Made by these statements, with an application that may use all tables as it did. */
    OlderInstallation(String... statements) {
        List.of(statements).forEach(statement -> jdbc.sql(statement).update());
        database.superuser().sql("CREATE ROLE " + role + " LOGIN").update();
        jdbc.sql("""
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %1$s;
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %1$s""".formatted(role)).update();
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    TestDatabase database() {
        return database;
    }

    String role() {
        return role;
    }

    /** A session of the application, which knows nothing of our schema. */
    Connection application() throws SQLException {
        return DriverManager.getConnection(database.url().replaceFirst("\\?.*", ""), role, "");
    }

    Takeover takeover() {
        return takeover(null, Duration.ofSeconds(30));
    }

    Takeover takeover(@Nullable String zone, Duration lockWait) {
        return new Takeover(database.dataSource(), new Installation("public"), zone, lockWait);
    }

    void migrate() {
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(database.dataSource())
                .group(true)
                .load()
                .migrate();
    }

    /** What a start does. */
    void takeOver() {
        takeOver(takeover());
    }

    void takeOver(Takeover takeover) {
        takeover.sayOrRefuse();
        migrate();
        takeover.complete();
    }

    void refresh() {
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    List<String> words(String sql) {
        return jdbc.sql(sql).query((row, _) -> row.getString(1)).list();
    }

    @Override
    public void close() {
        database.superuser()
                .sql("DROP OWNED BY %1$s CASCADE; DROP ROLE %1$s".formatted(role))
                .update();
        database.close();
    }
}
