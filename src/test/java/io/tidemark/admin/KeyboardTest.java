package io.tidemark.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An admin without a mouse. */
@BrowserTest
class KeyboardTest {

    private static final int MOST_TABS = 120;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @Test
    void anAdminCanDoEverythingByKeyboard(Visitor visitor) {
        jdbc.sql("INSERT INTO api_usage (provider, model) VALUES ('openai', 'gpt-4o')")
                .update();
        Until.asserted(() -> assertThat(jdbc.sql("SELECT analytics_changes_pending()")
                        .query(Boolean.class)
                        .single())
                .isFalse());
        var admin = AdminPage.in(visitor.open("/admin/refresh"));
        var page = admin.page();

        press(page, "Refresh now");
        assertThat(admin.outcome()).containsText("Already up to date");
        press(page, "Close: The refresh");
        assertThat(admin.outcome()).not().containsText("Already up to date");

        press(page, "Verify against source");
        assertThat(admin.outcome()).containsText("Views and source agree");

        openByKey(page, "Pause…");
        assertThat(admin.dialog().getByLabel("Reason")).isFocused();
        page.keyboard().type("a test");
        press(page, "Pause refreshing");
        assertThat(admin.verdicts()).containsText("Refreshing is paused by");
        press(page, "Resume");
        assertThat(admin.verdicts()).not().containsText("Refreshing is paused by");

        openByKey(page, "Rebuild…");
        press(page, "Rebuild from");
        assertThat(admin.outcome()).containsText("Rebuilt from");

        press(page, "Why is it stale?");
        assertThat(page.locator("#staleness")).containsText("Nothing wrong");

        openByKey(page, "Switch to Hybrid");
        press(page, "Switch to Hybrid");
        assertThat(admin.outcome()).containsText("Hybrid is in use");
        openByKey(page, "Edit age");
        page.keyboard().press("Escape");
        assertThat(admin.dialog()).hasCount(0);

        openByKey(page, "Switch to Cron");
        focus(page, "Schedule");
        page.keyboard().press("Control+A");
        page.keyboard().type("0 3 * * *");
        assertThat(admin.dialog()).containsText("03:00");
        press(page, "Switch to Cron");
        assertThat(admin.outcome()).containsText("Cron is in use");

        press(page, "Measure here");
        assertThat(admin.outcome()).containsText("Measured: ", new ContainsTextOptions().setTimeout(20_000));

        focus(page, "Duration");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#history vaadin-radio-button[checked]").first())
                .hasText("Lag");
    }

    @Test
    void aWrongCellIsRepairedByKeyboard(Visitor visitor) {
        jdbc.sql("INSERT INTO api_usage (provider, model) VALUES ('openai', 'gpt-4o')")
                .update();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        jdbc.sql("UPDATE usage_rollup SET calls = calls + 1000 WHERE grain = 'day_total'")
                .update();
        var admin = AdminPage.in(visitor.open("/admin/refresh"));
        var page = admin.page();

        press(page, "Verify against source");
        assertThat(admin.outcome()).containsText("1 cell differs");
        openByKey(page, "Repair this day");
        press(page, "Repair");

        assertThat(admin.outcome()).containsText("Repaired the day.");
        assertThat(page.locator("#differences")).isHidden();
    }

    @Test
    void aJobIsCancelledByKeyboard(Visitor visitor) throws SQLException {
        var admin = AdminPage.in(visitor.open("/admin/refresh"));
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT take_refresh_lock()");

            press(admin.page(), "Refresh now");
            assertThat(admin.outcome()).containsText("The refresh is running");
            press(admin.page(), "Cancel");

            assertThat(admin.outcome()).containsText("The refresh was cancelled");
            connection.rollback();
        }
    }

    @Test
    void aCauseOfOldFiguresIsRemediedByKeyboard(Visitor visitor) {
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        jdbc.sql("ALTER TABLE api_usage DISABLE TRIGGER auto_refresh_analytics_on_insert")
                .update();
        var admin = AdminPage.in(visitor.open("/admin/refresh"));

        press(admin.page(), "Why is it stale?");
        assertThat(admin.page().locator("#staleness")).containsText("Trigger disabled");
        press(admin.page(), "Set it up again");

        assertThat(admin.outcome()).containsText("Trigger is in use");
        assertThat(admin.page().locator("#staleness")).not().containsText("Trigger disabled");
    }

    @Test
    void theRunsAreFilteredByKeyboard(Visitor visitor) {
        var page = AdminPage.in(visitor.open("/admin/refresh")).page();

        focus(page, "All");
        page.keyboard().press("ArrowRight");

        assertThat(page.locator(".runs-heading vaadin-radio-button[checked]")).hasText("By hand");
    }

    @Test
    void keysAreMadeAndRevokedAndTheAuditIsSearchedByKeyboard(Visitor visitor) {
        var page = visitor.open("/admin/keys");
        openByKey(page, "New key");
        assertThat(page.getByLabel("Name")).isFocused();
        page.keyboard().type("By hand");
        press(page, "Make key");
        assertThat(page.locator(".secret pre")).isVisible();
        press(page, "I have copied it");
        assertThat(page.locator(".key-table")).containsText("By hand");

        openByKey(page, "Revoke By hand");
        press(page, "Revoke “By hand”");
        assertThat(page.locator(".key-table")).not().containsText("By hand");

        page.navigate("/admin/audit");
        assertThat(page.getByLabel("Search")).isVisible();
        focus(page, "Search");
        page.keyboard().type("By hand");
        assertThat(page.locator("tbody tr")).hasCount(2);
        focus(page, "Download all of these as CSV");
    }

    @Test
    void whoTypesAndThenCancelsMakesNoKey(Visitor visitor) {
        var page = visitor.open("/admin/keys");
        openByKey(page, "New key");
        page.keyboard().type("Not wanted");

        press(page, "Cancel");

        assertThat(page.locator("vaadin-dialog[opened]")).hasCount(0);
        assertThat(jdbc.sql("SELECT count(*) FROM api_key WHERE name = 'Not wanted'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** Opens a dialog and waits until it has the focus: before that, the tabulator still leads through the page. */
    private static void openByKey(Page page, String name) {
        press(page, name);
        page.waitForFunction("document.activeElement.closest('vaadin-dialog, vaadin-confirm-dialog') !== null");
    }

    private static void press(Page page, String name) {
        focus(page, name);
        page.keyboard().press("Enter");
    }

    /** Goes on with the tabulator until that has the focus which is called so. */
    private static void focus(Page page, String name) {
        for (int tab = 0; tab < MOST_TABS; tab++) {
            page.keyboard().press("Tab");
            if (String.valueOf(page.evaluate(FOCUSED)).startsWith(name)) {
                return;
            }
        }
        throw new AssertionError("the tabulator never reaches " + name);
    }

    private static final String FOCUSED = """
            () => {
                let element = document.activeElement;
                while (element && element.shadowRoot && element.shadowRoot.activeElement) {
                    element = element.shadowRoot.activeElement;
                }
                if (element.matches('[role=dialog], [role=alertdialog]')) {
                    return ''; // called as what it asks, and nothing to press
                }
                const label = element.labels && element.labels.length ? element.labels[0].textContent : '';
                return (element.getAttribute('aria-label') || label || element.textContent || '').trim();
            }""";
}
