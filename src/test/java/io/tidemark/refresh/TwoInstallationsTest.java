package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Two installations in two schemas of one database have nothing to do with each other. */
class TwoInstallationsTest {

    private static final DebianPostgres SERVER = DebianPostgres.start();
    private static final String THEIR_URL = SERVER.url().replace("tidemark,public", "tidemark_app,app");
    private static final JdbcClient OURS = SERVER.client();
    private static final JdbcClient THEIRS = JdbcClient.create(new DriverManagerDataSource(THEIR_URL, "tidemark", ""));

    @BeforeAll
    static void migrateBoth() {
        SERVER.superuser()
                .sql(
                        "CREATE EXTENSION pg_cron; GRANT USAGE ON SCHEMA cron TO tidemark; CREATE SCHEMA app AUTHORIZATION tidemark")
                .update();
        for (String schema : new String[] {"public", "app"}) {
            new Installation(schema)
                    .configure(Flyway.configure())
                    .dataSource(SERVER.url(), "tidemark", "")
                    .load()
                    .migrate();
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void eachNodeHearsAndCountsWhatIsItsOwn() {
        try (Node _ = Node.start("ours", SERVER.url());
                Node _ = Node.start("theirs", THEIR_URL, "tidemark.database.schema=app")) {
            Until.asserted(() -> assertThat(listeners(OURS) + listeners(THEIRS)).isEqualTo(2));
            assertThat(listeners(OURS)).isOne();

            Calls.insert(THEIRS, 7);
            Until.asserted(() -> assertThat(Calls.counted(THEIRS)).isEqualTo(7));
            assertThat(Calls.counted(OURS)).isZero();

            Calls.insert(OURS, 11);
            Until.asserted(() -> assertThat(Calls.counted(OURS)).isEqualTo(11));
            assertThat(Calls.counted(THEIRS)).isEqualTo(7);
        }
        Recount.assertViewsAreRight(OURS);
        Recount.assertViewsAreRight(THEIRS);
    }

    @Test
    void whoRefreshesTheOneKeepsNobodyFromRefreshingTheOther() throws SQLException {
        try (Connection session = DriverManager.getConnection(SERVER.url(), "tidemark", "");
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("SELECT refresh_analytics_views()");

            Calls.refresh(THEIRS);
            session.rollback();
        }
        Recount.assertViewsAreRight(THEIRS);
    }

    @Test
    void eachHasAJobOfItsOwnAndPrunesItsRuns() {
        for (JdbcClient each : new JdbcClient[] {OURS, THEIRS}) {
            each.sql("SELECT set_refresh_strategy('CRON', '0 4 * * *')").query().singleRow();
        }
        assertThat(OURS.sql("SELECT concat_ws(': ', jobname, command) FROM cron.job ORDER BY jobname")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "refresh-analytics: SELECT refresh_analytics_views();",
                        "refresh-analytics-app: SELECT app.refresh_analytics_views();");
        SERVER.superuser().sql("""
                        INSERT INTO cron.job_run_details (jobid, runid, database, username, command, status, start_time, end_time)
                        SELECT jobid, n * 100 + jobid, database, username, command, 'succeeded', now() - n * interval '10 days',
                            now() - n * interval '10 days'
                        FROM cron.job, generate_series(1, 9) AS n
                        UNION ALL
                        SELECT 77, 77, 'tidemark', 'tidemark', 'SELECT of_somebody_else()', 'succeeded', '2020-01-01', '2020-01-01'""").update();

        OURS.sql("SELECT prune_refresh_history()").query().singleRow();

        assertThat(runs("SELECT refresh_analytics_views();")).isEqualTo(2);
        assertThat(runs("SELECT app.refresh_analytics_views();")).isEqualTo(9);
        assertThat(runs("SELECT of_somebody_else()")).isOne();
        THEIRS.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        assertThat(OURS.sql("SELECT jobname FROM cron.job").query(String.class).list())
                .containsExactly("refresh-analytics");
        OURS.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
    }

    @Test
    void aJobOfAnOwnerWhoLooksElsewhereFindsItsWay() {
        SERVER.superuser()
                .sql("ALTER ROLE tidemark IN DATABASE tidemark SET search_path = somewhere")
                .update();
        try {
            OURS.sql("SELECT set_refresh_strategy('CRON', '0 4 * * *')").query().singleRow();

            assertThat(OURS.sql("SELECT command FROM cron.job")
                            .query(String.class)
                            .list())
                    .containsExactly("SELECT public.refresh_analytics_views();");
        } finally {
            SERVER.superuser()
                    .sql("ALTER ROLE tidemark IN DATABASE tidemark RESET search_path")
                    .update();
            OURS.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        }
    }

    private static long listeners(JdbcClient jdbc) {
        return jdbc.sql("SELECT listeners FROM analytics_refresh_status")
                .query(Long.class)
                .single();
    }

    private static long runs(String command) {
        return OURS.sql("SELECT count(*) FROM cron.job_run_details WHERE command = ?")
                .param(command)
                .query(Long.class)
                .single();
    }
}
