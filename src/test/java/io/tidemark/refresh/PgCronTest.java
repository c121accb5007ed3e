package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.Until;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The scheduled strategy on PostgreSQL 15 with pg_cron, while the application does not run. */
class PgCronTest {

    private static final DebianPostgres SERVER = DebianPostgres.start();
    private static final JdbcClient OWNER = SERVER.client();

    @BeforeAll
    static void install() {
        SERVER.superuser()
                .sql("CREATE EXTENSION pg_cron; GRANT USAGE ON SCHEMA cron TO tidemark")
                .update();
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(SERVER.url(), "tidemark", "")
                .load()
                .migrate();
        Calls.insert(OWNER, 20);
        Calls.refresh(OWNER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @BeforeEach
    void schedule() {
        select("set_refresh_strategy('CRON', '*/10 * * * *')");
    }

    @AfterEach
    void theFiguresAreRight() {
        select("set_refresh_strategy('TRIGGER')");
        Calls.refresh(OWNER);
        Recount.assertViewsAreRight(OWNER);
    }

    @Test
    void theStrategyMakesTheJobAndTakesItAway() {
        assertThat(jobs())
                .singleElement()
                .satisfies(job -> assertThat(job)
                        .containsEntry("jobname", "refresh-analytics")
                        .containsEntry("schedule", "*/10 * * * *")
                        .containsEntry("command", "SELECT refresh_analytics_views();")
                        .containsEntry("active", true));

        select("set_refresh_strategy('CRON', '0 * * * *')");
        assertThat(jobs()).singleElement().satisfies(job -> assertThat(job).containsEntry("schedule", "0 * * * *"));

        select("set_refresh_strategy('HYBRID')");
        assertThat(jobs()).isEmpty();
    }

    @Test
    void aPauseTakesTheJobAwayAndItsEndBringsItBack() {
        select("pause_refresh('a test')");
        assertThat(jobs()).isEmpty();
        select("set_refresh_strategy('CRON', '0 3 * * *')");
        assertThat(jobs()).isEmpty();

        select("resume_refresh()");
        assertThat(jobs()).singleElement().satisfies(job -> assertThat(job).containsEntry("schedule", "0 3 * * *"));
    }

    @Test
    void theJobRefreshes() {
        Calls.insert(OWNER, 7);
        runNow("SELECT refresh_analytics_views();");

        Until.asserted(() -> assertThat(pending()).isFalse());
        assertThat(OWNER.sql("SELECT reason || ' by ' || started_by FROM refresh_run ORDER BY id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .isEqualTo("cron by pg_cron (tidemark)");
        assertThat(causes()).containsExactly("nothing wrong");
    }

    @Test
    void aFailingJobIsNamed() {
        runNow("SELECT refresh_analytics_views() /* broken */ FROM no_such_table");

        Until.asserted(() -> assertThat(causes()).containsExactly("cron job failing"));
        assertThat(detail()).contains("the pg_cron job refresh-analytics failed at", "no_such_table");
    }

    @Test
    void aMissingOrSwitchedOffJobIsNamed() {
        SERVER.superuser()
                .sql("SELECT cron.alter_job(jobid, active => false) FROM cron.job")
                .query()
                .singleRow();
        assertThat(detail()).isEqualTo("the pg_cron job refresh-analytics is switched off");

        OWNER.sql("SELECT cron.unschedule('refresh-analytics')").query().singleRow();
        assertThat(detail()).isEqualTo("pg_cron has no job refresh-analytics of tidemark");
    }

    @Test
    void withoutTheRightToUseItTheApplicationKeepsTheSchedule() {
        SERVER.superuser().sql("REVOKE USAGE ON SCHEMA cron FROM tidemark").update();
        try {
            assertThat(OWNER.sql("SELECT pg_cron_is_usable()")
                            .query(Boolean.class)
                            .single())
                    .isFalse();
            select("set_refresh_strategy('CRON', '0 4 * * *')");
            assertThat(causes()).containsExactly("no listener");
        } finally {
            SERVER.superuser().sql("GRANT USAGE ON SCHEMA cron TO tidemark").update();
        }
    }

    /** Minutes are the shortest schedule, and long for a test; a start of the server comes when it is asked for. */
    private static void runNow(String command) {
        OWNER.sql("SELECT cron.schedule('refresh-analytics', '@reboot', ?)")
                .param(command)
                .query()
                .singleRow();
        SERVER.crash();
        SERVER.startAgain();
    }

    private static void select(String call) {
        OWNER.sql("SELECT " + call).query().singleRow();
    }

    private static List<Map<String, Object>> jobs() {
        return OWNER.sql("SELECT * FROM cron.job").query().listOfRows();
    }

    private static List<String> causes() {
        return OWNER.sql("SELECT cause FROM explain_staleness()")
                .query(String.class)
                .list();
    }

    private static String detail() {
        return OWNER.sql("SELECT detail FROM explain_staleness()")
                .query(String.class)
                .single();
    }

    private static boolean pending() {
        return OWNER.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }
}
