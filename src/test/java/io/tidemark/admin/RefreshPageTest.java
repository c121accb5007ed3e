package io.tidemark.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page about the refresh, as admins see and use it. */
@BrowserTest
class RefreshPageTest {

    private static final String PATH = "/admin/refresh";
    private static final int PHONE_WIDTH = 360;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private Jobs jobs;

    @BeforeEach
    void someCallsAreCounted() {
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER', '*/5 * * * *', 5), resume_refresh()")
                .query()
                .singleRow();
        insert(3);
        Until.asserted(() -> assertThat(pending()).isFalse());
    }

    @AfterEach
    void nothingStays() {
        for (var kind : Job.Kind.values()) {
            Until.asserted(() -> assertThat(jobs.list()).noneMatch(Job::running));
            jobs.dismiss(kind);
        }
    }

    @Test
    void saysHowTheRefreshIsAndShowsWhatIsThere(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));

        assertThat(admin.verdicts()).containsText("every call is in them");
        assertThat(admin.verdicts())
                .containsText(Pattern.compile(
                        "The last refresh took .*, because (calls arrived|it was due|somebody|days|everything)"));
        assertThat(admin.verdicts()).containsText("Hint triggers are on");
        assertThat(admin.page().locator("#views tbody tr")).hasCount(8);
        assertThat(admin.trigger("auto_refresh_analytics_on_insert")).containsText("on");
        assertThat(admin.trigger("record_changes_on_truncate")).containsText("always on");
        assertThat(admin.runs()).containsText("hint");
        assertThat(admin.page()
                        .locator("#history vaadin-chart .highcharts-point")
                        .first())
                .isAttached();
        assertThat(admin.card("Trigger")).containsText("in use");
        assertThat(admin.page().locator(".badge.advised:visible")).hasCount(1);
    }

    @Test
    void followsTheCallsAsTheyCome(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        long runs = runs();

        insert(5);

        assertThat(admin.verdicts()).containsText("5 calls taken");
        assertThat(runs()).isGreaterThan(runs);
    }

    @Test
    void whatThePageSaysOfASwitchIsWhatHappens(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));

        admin.press("Switch to Cron");
        assertThat(admin.dialog()).containsText("The hint triggers on api_usage are turned off");
        assertThat(admin.dialog()).containsText("Trigger has been in use");
        admin.dialog().getByLabel("Schedule").fill("0 0 1 1 *");
        assertThat(admin.dialog()).containsText("Jan 1");
        admin.confirm("Switch to Cron");
        assertThat(admin.outcome()).containsText("Cron is in use");
        assertThat(admin.trigger("auto_refresh_analytics_on_insert")
                        .locator("td")
                        .nth(2))
                .hasText("off");
        assertThat(admin.verdicts()).containsText("Hint triggers are off; inserts pay nothing");
        assertThat(admin.verdicts()).containsText("0 0 1 1 *");
        assertThat(hintTriggers()).containsExactly("D", "D");
        insert(7);
        assertThat(admin.verdicts()).containsText("7 calls wait");

        admin.switchTo("Hybrid");
        assertThat(hintTriggers()).containsExactly("O", "O");
        assertThat(admin.trigger("auto_refresh_analytics_on_insert")
                        .locator("td")
                        .nth(2))
                .hasText("on");
        assertThat(pending()).as("nobody has a dashboard open").isTrue();
        var dashboard = visitor.open("/analytics");
        Until.asserted(() -> assertThat(pending()).isFalse());
        dashboard.close();

        admin.switchTo("Trigger");
        assertThat(hintTriggers()).containsExactly("O", "O");
        insert(2);
        assertThat(admin.verdicts()).containsText("2 calls taken");
        assertThat(jdbc.sql("SELECT to_strategy FROM refresh_strategy_change ORDER BY id DESC LIMIT 3")
                        .query(String.class)
                        .list())
                .containsExactly("TRIGGER", "HYBRID", "CRON");
    }

    @Test
    void whatOneAdminDoesTheOtherSees(Visitor visitor) {
        var one = AdminPage.in(visitor.open(PATH));
        var other = AdminPage.in(visitor.open(PATH));

        one.switchTo("Hybrid");
        assertThat(other.card("Hybrid").locator(".badge.active")).isVisible();
        assertThat(other.outcome()).containsText("Hybrid is in use");

        other.press("Pause…");
        other.confirm("Pause refreshing");
        assertThat(other.dialog()).containsText("Say why, so that others know.");
        other.dialog().getByLabel("Reason").fill("migrating the warehouse");
        other.confirm("Pause refreshing");
        assertThat(one.verdicts()).containsText("migrating the warehouse");

        one.press("Resume");
        assertThat(other.verdicts()).not().containsText("migrating the warehouse");
        assertThat(other.button("Pause…")).isVisible();
    }

    @Test
    void whoWantsToSwitchIsToldThatSomebodyWasQuickerAndAskedAnew(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        admin.press("Switch to Cron");
        assertThat(admin.dialog()).containsText("Trigger has been in use");
        jdbc.sql("SELECT set_refresh_strategy('HYBRID'), pause_refresh('a test')")
                .query()
                .singleRow();

        admin.confirm("Switch to Cron");
        assertThat(admin.dialog()).containsText("by now Hybrid is in use and refreshing is paused");
        assertThat(admin.dialog()).containsText("nothing refreshes by itself until somebody resumes");
        assertThat(admin.dialog()).containsText("Hybrid has been in use");
        assertThat(strategy()).isEqualTo("HYBRID");

        admin.confirm("Switch to Cron");
        assertThat(admin.outcome()).containsText("Cron is in use, but refreshing is paused");
        assertThat(strategy()).isEqualTo("CRON");
    }

    @Test
    void aSwitchUnderAnOpenInsertFailsNamesItAndHarmsNoWriter(Visitor visitor) throws SQLException {
        var admin = AdminPage.in(visitor.open(PATH));
        try (Connection load = dataSource.getConnection();
                var statement = load.createStatement()) {
            load.setAutoCommit(false);
            statement.execute("SET application_name = 'nightly load'; INSERT INTO api_usage (model) VALUES ('slow')");

            admin.press("Switch to Cron");
            admin.confirm("Switch to Cron");
            Duration longest = Duration.ZERO;
            while (jobs.list().isEmpty() || jobs.list().getFirst().running()) {
                var began = Instant.now();
                insert(1);
                var took = Duration.between(began, Instant.now());
                longest = took.compareTo(longest) > 0 ? took : longest;
            }

            assertThat(admin.outcome())
                    .containsText(Pattern.compile(
                            "The switch to Cron failed. .*in use by pid \\d+ \\(nightly load, .*INSERT.*'slow'.*"
                                    + "Nothing was changed. Wait for that transaction to end",
                            Pattern.DOTALL));
            assertThat(longest).isLessThan(Duration.ofSeconds(1));
            assertThat(hintTriggers()).containsExactly("O", "O");
            assertThat(admin.card("Trigger").locator(".badge.active")).isVisible();
            load.rollback();
            statement.execute("RESET application_name");
            load.commit();
            load.setAutoCommit(true);
        }
        Until.asserted(() -> assertThat(pending()).isFalse());
    }

    @Test
    void aWrongCellIsFoundShownAndRepaired(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        admin.press("Verify against source");
        assertThat(admin.outcome()).containsText("Views and source agree:");
        assertThat(admin.verdicts()).containsText("Views and source agree.");
        jdbc.sql("UPDATE usage_rollup SET calls = calls + 1000 WHERE grain = 'day_total'")
                .update();

        admin.press("Verify against source");
        assertThat(admin.outcome()).containsText("1 cell differs from the source");
        assertThat(admin.verdicts()).containsText("Views and source differ in 1 cell.");
        var differences = admin.page().locator("#differences");
        assertThat(differences.locator("tbody tr")).hasCount(1);
        assertThat(differences).containsText("usage_rollup");
        assertThat(differences).containsText("calls");

        admin.press("Repair this day");
        admin.confirm("Repair");
        assertThat(admin.outcome()).containsText("Repaired the day.");
        assertThat(differences).isHidden();
        assertThat(admin.verdicts()).containsText("were repaired; verify to be sure");
        assertThat(jdbc.sql("SELECT * FROM verify_analytics_views()").query().listOfRows())
                .isEmpty();
        assertThat(jdbc.sql("""
                                SELECT action FROM audit_event
                                WHERE actor = (SELECT started_by FROM refresh_run WHERE reason = 'repair')
                                    AND address <> '' AND action IN ('verified', 'repaired')
                                ORDER BY id""").query(String.class).list()).containsExactly("verified", "verified", "repaired");
    }

    @Test
    void whatAnotherNodeFoundIsShownAndGoesWhenSomebodyElseRepairsIt(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        jdbc.sql("""
                INSERT INTO analytics_verification (started_at, started_by, as_of, calls, differing, days, cells)
                SELECT clock_timestamp(), 'ada', clock_timestamp(), 100, 250, ARRAY[current_date], jsonb_build_array(
                    jsonb_build_object('relation', 'usage_rollup', 'cell', '["hour"]', 'column', 'calls', 'found', '7',
                        'expected', '8', 'day', current_date),
                    jsonb_build_object('relation', 'mv_model_costs', 'cell', '["openai"]', 'column', 'calls',
                        'found', '7', 'expected', NULL, 'day', NULL))""").update();
        var differences = admin.page().locator("#differences");

        assertThat(differences.locator("tbody tr")).hasCount(2);
        assertThat(differences.locator("tbody tr").first()).containsText("usage_rollup");
        assertThat(differences).containsText("the first 2 of 250");
        assertThat(admin.button("Repair this day")).isVisible();

        jdbc.sql("SELECT repair_analytics_days(ARRAY[current_date])").query().singleRow();
        assertThat(differences).isHidden();
    }

    @Test
    void theScheduleIsReadWhileItIsTyped(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        admin.press("Switch to Cron");
        var field = admin.dialog().getByLabel("Schedule");

        field.fill("30 6 * * mon");
        assertThat(admin.dialog().locator("li")).hasCount(5);
        assertThat(admin.dialog().locator("li").first()).containsText(Pattern.compile("^Mon, .*06:30$"));

        field.fill("61 * * * *");
        assertThat(admin.dialog()).containsText("\"61\" does not lie between 0 and 59");
        field.fill("0 0 30 2 *");
        assertThat(admin.dialog()).containsText("never comes");
        admin.confirm("Switch to Cron");
        assertThat(admin.dialog()).hasCount(1);
        assertThat(hintTriggers()).containsExactly("O", "O");
    }

    @Test
    void theScheduleInUseCanBeChanged(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        admin.switchTo("Cron");

        admin.press("Edit schedule");
        admin.dialog().getByLabel("Schedule").fill("15 3 * * *");
        assertThat(admin.dialog()).containsText("03:15");
        admin.confirm("Save");

        assertThat(admin.verdicts()).containsText("15 3 * * *");
        assertThat(admin.card("Cron")).containsText("15 3 * * *");
    }

    @Test
    void aRebuildSaysHowMuchItCountsAndIsInTheHistory(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));

        admin.press("Rebuild…");
        assertThat(admin.dialog()).containsText(Pattern.compile("About [\\d,]+ calls"));
        admin.dialog()
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("Rebuild from"))
                .click();

        assertThat(admin.outcome()).containsText("Rebuilt from");
        assertThat(admin.runs()).containsText("rebuild");
    }

    @Test
    void theBillIsMeasuredAndLeavesNothingBehind(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        assertThat(admin.page().locator("#bill")).containsText("not measured");

        admin.press("Measure here");

        assertThat(admin.outcome()).containsText("Measured: ", new ContainsTextOptions().setTimeout(20_000));
        assertThat(admin.page().locator("#bill")).containsText(Pattern.compile("A refresh of all views: .* WAL"));
        assertThat(admin.verdicts()).containsText(Pattern.compile("inserts pay .*% for them"));
        assertThat(jdbc.sql("SELECT relname FROM pg_class WHERE relname LIKE 'insert_scratch%'")
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    @Test
    void aFailingRefreshIsTheFirstThingToSee(Visitor visitor) {
        var admin = AdminPage.in(visitor.open(PATH));
        jdbc.sql("DROP INDEX mv_daily_metrics_key").update();
        try {
            insert(1);
            assertThat(admin.verdicts()).containsText("Refreshing fails: ");
            assertThat(admin.page().locator(".verdicts li.problem")).not().hasCount(0);
            assertThat(admin.page().locator("#views")).containsText("no unique index");

            admin.press("Refresh now");
            assertThat(admin.outcome()).containsText("The refresh failed. ");
        } finally {
            jdbc.sql("CREATE UNIQUE INDEX mv_daily_metrics_key ON mv_daily_metrics (day)")
                    .update();
        }
        assertThat(admin.verdicts())
                .not()
                .containsText("Refreshing fails: ", new ContainsTextOptions().setTimeout(90_000));
    }

    @Test
    void aLockedTableIsNamedInsteadOfWaitedFor(Visitor visitor) throws SQLException {
        var admin = AdminPage.in(visitor.open(PATH));
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "SET LOCAL application_name = 'housekeeping'; LOCK TABLE api_usage IN ACCESS EXCLUSIVE MODE");

            assertThat(admin.page().locator(".notice.failure"))
                    .containsText(Pattern.compile("locked: .*api_usage.* by pid \\d+ \\(housekeeping, .*LOCK TABLE"));
            connection.rollback();
        }
        assertThat(admin.page().locator(".notice.failure")).isHidden();
    }

    @Test
    void isForAdminsAlone(Visitor visitor) {
        var page = visitor.as(Role.VIEWER).open(PATH);

        assertThat(page.locator("main")).isVisible();
        assertThat(page.locator(".verdicts")).hasCount(0);
        assertThat(page.locator("vaadin-side-nav-item[path='admin/refresh']")).hasCount(0);
        visitor.complaints().clear();
    }

    @Test
    void fitsAPhone(Visitor visitor) {
        var admin = AdminPage.in(visitor.openOnAPhone(PATH));

        assertThat(admin.page().evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(PHONE_WIDTH);
    }

    private void insert(int calls) {
        jdbc.sql("""
                        INSERT INTO api_usage (user_id, service_type, provider, model, total_cost, latency_ms)
                        SELECT 'ada', 'chat', 'openai', 'gpt-4o', 0.01, 100 FROM generate_series(1, ?)""").param(calls).update();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }

    private long runs() {
        return jdbc.sql("SELECT count(*) FROM refresh_run").query(Long.class).single();
    }

    private String strategy() {
        return jdbc.sql("SELECT strategy FROM refresh_settings")
                .query(String.class)
                .single();
    }

    private List<String> hintTriggers() {
        return jdbc.sql(
                        "SELECT tgenabled::text FROM pg_trigger WHERE tgname LIKE 'auto_refresh%' AND tgrelid = 'api_usage'::regclass")
                .query(String.class)
                .list();
    }
}
