package io.tidemark.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/** The page on PostgreSQL 15 with pg_cron: what it says of a switch is what stands in cron.job and pg_trigger. */
@BrowserTest
@ContextConfiguration(initializers = PgCronPageTest.OnDebianPostgres.class)
class PgCronPageTest {

    private static final DebianPostgres SERVER = DebianPostgres.start();

    /** Comes after the one that points to a fresh embedded database. */
    static class OnDebianPostgres implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            SERVER.superuser()
                    .sql("CREATE EXTENSION IF NOT EXISTS pg_cron; GRANT USAGE ON SCHEMA cron TO tidemark")
                    .update();
            TestPropertyValues.of(
                            "spring.datasource.url=" + SERVER.url(),
                            "spring.datasource.username=tidemark",
                            "spring.datasource.password=")
                    .applyTo(context);
        }
    }

    @Autowired
    private JdbcClient jdbc;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aRoundThroughAllStrategies(Visitor visitor) {
        Until.asserted(() -> assertThat(pending()).isFalse());
        var admin = AdminPage.in(visitor.open("/admin/refresh"));
        assertThat(jobs()).isEmpty();

        admin.press("Switch to Cron");
        assertThat(admin.dialog()).containsText("kept by pg_cron, in a job of its own");
        admin.dialog().getByLabel("Schedule").fill("0 0 1 1 *");
        assertThat(admin.dialog()).containsText("Jan 1");
        admin.confirm("Switch to Cron");
        assertThat(admin.verdicts()).containsText("pg_cron keeps the schedule");
        assertThat(jobs()).containsExactly("refresh-analytics 0 0 1 1 * SELECT refresh_analytics_views(); true");
        assertThat(hintTriggers()).containsOnly("D");
        insert();
        assertThat(admin.verdicts()).containsText("1 call waits");

        admin.press("Edit schedule");
        admin.dialog().getByLabel("Schedule").fill("* * * * *");
        assertThat(admin.dialog().locator("li")).hasCount(5);
        admin.confirm("Save");
        assertThat(admin.card("Cron")).containsText("* * * * *");
        assertThat(jobs()).containsExactly("refresh-analytics * * * * * SELECT refresh_analytics_views(); true");

        SERVER.superuser()
                .sql("SELECT cron.alter_job(jobid, active => false) FROM cron.job")
                .query()
                .listOfRows();
        assertThat(admin.verdicts())
                .containsText("The schedule is not kept: the pg_cron job refresh-analytics is switched off.");
        admin.press("Why is it stale?");
        var causes = admin.page().locator("#staleness .causes");
        assertThat(causes).containsText("Cron job failing");
        causes.getByText("Set it up again").click();
        assertThat(admin.verdicts()).containsText("pg_cron keeps the schedule");

        admin.switchTo("Hybrid");
        assertThat(jobs()).isEmpty();
        assertThat(hintTriggers()).containsOnly("O");

        admin.switchTo("Trigger");
        assertThat(jobs()).isEmpty();
        insert();
        assertThat(admin.verdicts()).containsText(Pattern.compile("every call is in them"));
        Until.asserted(() -> assertThat(pending()).isFalse());
    }

    private void insert() {
        jdbc.sql("INSERT INTO api_usage (provider, model) VALUES ('openai', 'gpt-4o')")
                .update();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }

    private List<String> jobs() {
        return jdbc.sql("SELECT concat_ws(' ', jobname, schedule, command, active::text) FROM cron.job")
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<String> hintTriggers() {
        return jdbc.sql(
                        "SELECT tgenabled::text FROM pg_trigger WHERE tgname LIKE 'auto_refresh%' AND tgrelid = 'api_usage'::regclass")
                .query((row, _) -> row.getString(1))
                .list();
    }
}
