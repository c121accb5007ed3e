package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.database.takeover.Takeover;
import io.tidemark.testing.DebianPostgres;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The table of an older system on the oldest PostgreSQL that is supported. */
class TakeoverOnOldestPostgresTest {

    static DebianPostgres server;

    @BeforeAll
    static void start() {
        server = DebianPostgres.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void isWatchedInPlace() {
        JdbcClient jdbc = server.client();
        jdbc.sql("ALTER DATABASE tidemark SET timezone = 'Europe/Berlin'").update();
        // In its own schema, though it looks into ours first, once that is there.
        jdbc.sql(OlderInstallation.TABLE.replace("CREATE TABLE api_usage", "CREATE TABLE public.api_usage"))
                .update();
        jdbc.sql("""
                INSERT INTO public.api_usage (service_type, user_id, total_cost, latency_ms, created_at)
                SELECT 'chat', gen_random_uuid(), n, n, now() AT TIME ZONE 'Europe/Berlin' - n * interval '1 hour'
                FROM generate_series(1, 200) n;
                INSERT INTO public.api_usage (service_type, created_at) VALUES ('odd', 'infinity')""").update();
        var dataSource = new DriverManagerDataSource(server.url(), "tidemark", "");
        var installation = new Installation("public");
        var takeover = new Takeover(dataSource, installation, null, Duration.ofSeconds(30));

        assertThat(takeover.plan()).contains("Europe/Berlin (from ALTER DATABASE", "1: created_at is after 2999");
        takeover.sayOrRefuse();
        installation
                .configure(Flyway.configure())
                .dataSource(dataSource)
                .group(true)
                .load()
                .migrate();
        takeover.complete();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        jdbc.sql("UPDATE api_usage SET total_cost = 0 WHERE latency_ms < 5").update();
        jdbc.sql("DELETE FROM api_usage WHERE latency_ms > 190").update();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();

        Recount.assertViewsAreRight(jdbc, OlderInstallation.CALLS, "UTC");
        assertThat(jdbc.sql("SELECT reason FROM analytics_uncounted_calls")
                        .query(String.class)
                        .single())
                .isEqualTo("created_at is after 2999");
    }
}
