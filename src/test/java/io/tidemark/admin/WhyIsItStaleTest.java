package io.tidemark.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.tidemark.background.BackgroundWork;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each cause of old figures, produced for real and asked for on the page; those of pg_cron are in PgCronPageTest. */
@BrowserTest
class WhyIsItStaleTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @Autowired
    @Qualifier("refreshListener")
    private BackgroundWork listener;

    @BeforeEach
    void allIsWell() {
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER'), resume_refresh()")
                .query()
                .singleRow();
        Until.asserted(() -> assertThat(pending()).isFalse());
        Until.asserted(() -> assertThat(cause()).isEqualTo("nothing wrong"));
    }

    @AfterEach
    void resume() {
        jdbc.sql("SELECT resume_refresh()").query().singleRow();
    }

    @Test
    void nothingIsWrong(Visitor visitor) {
        var causes = why(visitor);

        assertThat(causes).containsText("Nothing wrong");
        assertThat(causes).containsText("the views lack nothing");
    }

    @Test
    void somebodyPausedIt(Visitor visitor) {
        jdbc.sql("SELECT set_config('tidemark.user', 'ada', true), pause_refresh('migrating')")
                .query()
                .singleRow();

        var causes = why(visitor);

        assertThat(causes).containsText("Paused");
        assertThat(causes).containsText(Pattern.compile("paused by ada since .*: migrating"));
        causes.getByText("Resume").click();
        assertThat(causes).containsText("Nothing wrong");
        assertThat(causes).not().containsText("Paused");
        Until.asserted(() -> assertThat(cause()).isEqualTo("nothing wrong"));

        jdbc.sql("SELECT pause_refresh('once more')").query().singleRow();
        assertThat(causes).containsText("once more");
    }

    @Test
    void aViewFails(Visitor visitor) {
        jdbc.sql("DROP INDEX mv_model_usage_key").update();
        try {
            insert();
            Until.asserted(() -> assertThat(cause()).isEqualTo("refresh failing"));

            assertThat(why(visitor)).containsText(Pattern.compile("\\d attempts? failed since .*mv_model_usage"));
        } finally {
            jdbc.sql("CREATE UNIQUE INDEX mv_model_usage_key ON mv_model_usage (provider, model)")
                    .update();
        }
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    @Test
    void aSessionHoldsALockOnAView(Visitor visitor) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL application_name = 'a report'; REFRESH MATERIALIZED VIEW mv_model_costs");
            insert();
            Until.asserted(() -> assertThat(cause()).isEqualTo("refresh blocked"));

            assertThat(why(visitor))
                    .containsText(Pattern.compile(
                            "the refresh of pid \\d+ waits for pid \\d+ \\(a report, idle in transaction"
                                    + " .*REFRESH MATERIALIZED VIEW mv_model_costs"));
            connection.rollback();
        }
    }

    @Test
    void aSessionRefreshedAndKeepsItsTransactionOpen(Visitor visitor) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL application_name = 'a console'; SELECT refresh_analytics_views()");
            insert();

            assertThat(why(visitor))
                    .containsText(Pattern.compile(
                            "pid \\d+ \\(a console\\) has refreshed in a transaction that it has kept open"));
            connection.rollback();
        }
    }

    @Test
    void aTriggerWasDisabledByHand(Visitor visitor) throws SQLException {
        jdbc.sql("ALTER TABLE api_usage DISABLE TRIGGER auto_refresh_analytics_on_insert")
                .update();
        Locator causes;
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE api_usage IN ROW EXCLUSIVE MODE"); // so the application leaves it as it is
            causes = why(visitor);

            assertThat(causes).containsText("Trigger disabled");
            assertThat(causes).containsText("auto_refresh_analytics_on_insert on api_usage is disabled");
            connection.rollback();
        }
        causes.getByText("Set it up again").click();
        Until.asserted(() -> assertThat(cause()).isEqualTo("nothing wrong"));
    }

    @Test
    void nobodyListens(Visitor visitor) {
        listener.stop();
        try {
            Until.asserted(() -> assertThat(cause()).isEqualTo("no listener"));

            assertThat(why(visitor)).containsText("no node of the application is connected");
        } finally {
            listener.start();
        }
    }

    @Test
    void theScheduleHasNotComeYet(Visitor visitor) {
        jdbc.sql("SELECT set_refresh_strategy('CRON', '0 0 1 1 *')").query().singleRow();
        insert();

        assertThat(why(visitor))
                .containsText(Pattern.compile("1 call arrived since; the next refresh is due at 20\\d\\d-01-01"));
    }

    private static Locator why(Visitor visitor) {
        var admin = AdminPage.in(visitor.open("/admin/refresh"));
        admin.press("Why is it stale?");
        var causes = admin.page().locator("#staleness .causes");
        assertThat(causes.locator("h3").first()).isVisible();
        return causes;
    }

    private String cause() {
        return jdbc.sql("SELECT min(cause) FROM explain_staleness()")
                .query(String.class)
                .single();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }

    private void insert() {
        jdbc.sql("INSERT INTO api_usage (provider, model) VALUES ('openai', 'gpt-4o')")
                .update();
    }
}
