package io.tidemark.admin.audit;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page of what was done. */
@BrowserTest
class AuditPageTest {

    @Autowired
    JdbcClient jdbc;

    @Test
    void showsSearchesAndExportsWhatWasDone(Visitor visitor) throws IOException {
        jdbc.sql("SELECT set_refresh_strategy('CRON', '0 * * * *')").query().singleRow();
        jdbc.sql("""
                        INSERT INTO audit_event (actor, address, action, subject, detail)
                        SELECT 'ada', '203.0.113.9', 'key created', 'key ' || i, '=cmd()' FROM generate_series(1, 150) AS i""").update();
        Page page = visitor.open("/admin/audit");
        assertThat(page.locator("tbody tr")).hasCount(100);
        assertThat(page.locator("tbody tr").first()).containsText("key 150");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show older"))
                .click();
        assertThat(page.getByText("TRIGGER -> CRON, schedule 0 * * * *")).isVisible();

        page.getByLabel("Search").fill("key 15");
        assertThat(page.locator("tbody tr")).hasCount(2);
        assertThat(page).hasURL(Pattern.compile(".*/admin/audit[?]q=key(%20|[+])15$"));
        var download =
                page.waitForDownload(() -> page.locator("a[aria-label*='CSV']").click());
        assertThat(Files.readAllLines(download.path())).hasSize(3).satisfies(lines -> {
            assertThat(lines.getFirst()).isEqualTo("at,actor,action,subject,detail,address");
            assertThat(lines.get(1)).contains("ada,key created,key 150,'=cmd(),203.0.113.9");
        });

        page.reload();
        assertThat(page.locator("tbody tr")).hasCount(2);
        page.goBack();
        assertThat(page.locator("tbody tr")).hasCount(100);
    }

    @Test
    void exportsAllThatTheFilterLetsThroughHoweverLittleIsShown(Visitor visitor) throws IOException {
        jdbc.sql("""
                        INSERT INTO audit_event (actor, address, action, subject, detail)
                        SELECT 'bob', '', 'key revoked', 'many ' || i, '' FROM generate_series(1, 2500) AS i""").update();
        Page page = visitor.open("/admin/audit?q=many");
        assertThat(page.locator("tbody tr")).hasCount(100);

        var download =
                page.waitForDownload(() -> page.locator("a[aria-label*='CSV']").click());

        assertThat(download.suggestedFilename()).isEqualTo("tidemark-audit.csv");
        var lines = Files.readAllLines(download.path());
        assertThat(lines).hasSize(2_501).doesNotHaveDuplicates();
        assertThat(lines.get(1)).contains("many 2500");
        assertThat(lines.getLast()).endsWith("many 1,,");
    }

    @Test
    void saysWhenNothingOfTheKindWasDone(Visitor visitor) {
        Page page = visitor.open("/admin/audit?q=never-happened&from=nonsense");

        assertThat(page.getByText("Nothing of the kind was done.")).isVisible();
        assertThat(page.getByLabel("Search")).hasValue("never-happened");
    }

    @Test
    void fitsAPhone(Visitor visitor) {
        Page page = visitor.openOnAPhone("/admin/audit");

        assertThat(page.locator("h1")).hasText("Audit");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    }
}
