package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.refresh.Refresher;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The overview as people see and use it. */
@BrowserTest
class OverviewPageTest {

    private static final int PHONE_WIDTH = 360;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Refresher refresher;

    @BeforeEach
    void threeHundredCalls() {
        jdbc.sql("DELETE FROM api_usage").update();
        calls(300, "now() - i * interval '2 hours'");
        refresher.refresh("test", "test");
    }

    @Test
    void theRootLeadsToFiguresAndAChart(Visitor visitor) {
        Page page = visitor.open("/");

        assertThat(page).hasURL(Pattern.compile(".*/analytics$"));
        assertThat(tile(page, "Calls")).hasText("300");
        assertThat(tile(page, "Cost")).hasText("$100.00");
        assertThat(page.locator("vaadin-chart .highcharts-column-series .highcharts-point")
                        .nth(20))
                .isVisible();
        assertThat(page.locator("#panel-model-costs")).containsText("100 calls have no price");
        assertThat(page.locator(".as-of")).containsText("All figures are true for");
    }

    @Test
    void theSuccessRateSaysWhatCountsAsASuccess(Visitor visitor) {
        jdbc.sql("UPDATE analytics_settings SET success_statuses = '{ok,timeout}'")
                .update();
        refresher.refresh("test", "test");
        Page page = visitor.open("/analytics");

        assertThat(tile(page, "Success rate")).hasText("100 %");
        assertThat(tile(page, "Success rate"))
                .hasAttribute("title", "0 of 300 calls failed. Counted as success: success, ok, timeout");

        jdbc.sql("UPDATE analytics_settings SET success_statuses = DEFAULT").update();
        refresher.refresh("test", "test");
        assertThat(tile(page, "Success rate")).hasText("98 %");
    }

    @Test
    void aRangeChangesAddressAndFiguresAndBackLeadsBack(Visitor visitor) {
        Page page = visitor.open("/analytics");
        assertThat(tile(page, "Calls")).hasText("300");

        choose(page, "24 h");

        assertThat(page).hasURL(Pattern.compile(".*[?]range=24h$"));
        assertThat(tile(page, "Calls")).hasText(Pattern.compile("1[12]"));
        page.goBack();
        assertThat(tile(page, "Calls")).hasText("300");
        page.goForward();
        assertThat(tile(page, "Calls")).hasText(Pattern.compile("1[12]"));
    }

    @Test
    void aFilterChangesAddressAndFigures(Visitor visitor) {
        Page page = visitor.open("/analytics");

        assertThat(tile(page, "Calls")).hasText("300");
        page.locator(".filter-button").click();
        page.locator("#filter-provider input").click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("openai"))
                .click();

        assertThat(page).hasURL(Pattern.compile(".*[?]provider=openai$"));
        assertThat(tile(page, "Calls")).hasText("100");
        assertThat(page.locator("#panel-provider-performance tbody tr")).hasCount(1);
    }

    @Test
    void aLinkShowsTheSamePage(Visitor visitor) {
        Page page = visitor.open("/analytics?range=7d&provider=anthropic&metric=calls&group=provider");

        assertThat(page.locator(".legend")).containsText("anthropic");
        assertThat(page.locator("#panel-daily-metrics vaadin-radio-button[checked]")
                        .first())
                .hasText("Calls");
        assertThat(page.locator(".filter-button")).hasText("anthropic ▾");
    }

    @Test
    void anAddressThatIsNotUnderstoodIsSaidAndTheRestIsShown(Visitor visitor) {
        Page page = visitor.open("/analytics?range=5y&metric=money");

        assertThat(page.locator(".notices p:visible")).hasCount(2);
        assertThat(page.locator(".notices")).containsText("There is no range “5y”");
        assertThat(tile(page, "Calls")).hasText("300");
    }

    @Test
    void refreshDataShowsWhatWasInsertedSince(Visitor visitor) {
        Page page = visitor.open("/analytics");
        assertThat(tile(page, "Calls")).hasText("300");
        calls(3, "now()");

        page.locator("#refresh-data").click();

        assertThat(tile(page, "Calls")).hasText("303");
        assertThat(page.locator("vaadin-notification-card"))
                .hasText(Pattern.compile("\\d views? changed, \\d+ ms|Already up to date"));
        assertThat(page.locator("#refresh-data")).isEnabled();
    }

    @Test
    void aChartCanBeReadAsATable(Visitor visitor) {
        Page page = visitor.open("/analytics?metric=calls");

        page.locator("#panel-daily-metrics .icon-button").click();

        assertThat(page.locator("#panel-daily-metrics tbody tr")).hasCount(30);
        assertThat(page.locator("#panel-daily-metrics vaadin-chart")).isHidden();
    }

    @Test
    void whatIsDownloadedIsWhatIsShown(Visitor visitor) throws IOException {
        Page page = visitor.open("/analytics");
        assertThat(page.locator("#panel-model-usage tbody tr")).hasCount(3);

        var download = page.waitForDownload(
                () -> page.locator("#panel-model-usage a[aria-label*='CSV']").click());

        var lines = Files.readAllLines(download.path());
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst()).startsWith("model,provider,calls,").contains("as_of,time_zone");
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line).startsWith("gpt-4o,openai,100,").contains(",UTC,USD,"));
        assertThat(download.suggestedFilename())
                .startsWith("tidemark-model-usage-")
                .endsWith(".csv");
    }

    @Test
    void aPanelHasAPageOfItsOwn(Visitor visitor) {
        Page page = visitor.open("/analytics?range=7d");

        page.locator("#panel-model-costs a[aria-label*='own page']").click();

        assertThat(page).hasURL(Pattern.compile(".*/analytics/panel/model-costs[?]range=7d$"));
        assertThat(page.locator(".panel h2")).hasText("Model costs");
    }

    @Test
    void anAddressThatLeadsNowhereSaysSo(Visitor visitor) {
        Page page = visitor.open("/analytics/panel/nonsense");

        assertThat(page.locator("h1")).hasText("Page not found");
        visitor.complaints().clear();
    }

    @Test
    void isDarkWhereTheSystemIsAndWhereOneChoosesSo(Visitor visitor) {
        Page dark = visitor.openInTheDark("/analytics");
        assertThat(dark.locator(".tile").first()).hasCSS("background-color", "rgb(23, 27, 35)");

        Page page = visitor.open("/analytics");
        assertThat(page.locator(".tile").first()).hasCSS("background-color", "rgb(255, 255, 255)");
        choose(page, "Dark");
        assertThat(page.locator(".tile").first()).hasCSS("background-color", "rgb(23, 27, 35)");
        page.reload();
        assertThat(page.locator(".tile").first()).hasCSS("background-color", "rgb(23, 27, 35)");
    }

    @Test
    void fitsAPhone(Visitor visitor) {
        Page page = visitor.openOnAPhone("/analytics");

        assertThat(tile(page, "Calls")).hasText("300");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(PHONE_WIDTH);
    }

    @Test
    void anEmptyDatabaseTellsHowToSendTheFirstCallAndShowsItWhenItIsThere(Visitor visitor) {
        jdbc.sql("DELETE FROM api_usage").update();
        refresher.refresh("test", "test");
        Page page = visitor.open("/analytics");
        assertThat(page.locator(".step pre").first()).containsText("/api/usage");

        calls(1, "now()");

        assertThat(tile(page, "Calls")).hasText("1");
    }

    private static void choose(Page page, String name) {
        page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(name))
                .click();
    }

    private static Locator tile(Page page, String name) {
        return page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText(name))
                .locator(".tile-value");
    }

    private void calls(int count, String at) {
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status,
                            prompt_tokens, completion_tokens, total_cost, latency_ms)
                        SELECT %s, 'user-' || i %% 7, 'chat',
                            (ARRAY['openai', 'anthropic', 'self-hosted'])[1 + i %% 3],
                            (ARRAY['gpt-4o', 'claude-sonnet-4', 'llama'])[1 + i %% 3],
                            CASE WHEN i %% 50 = 0 THEN 'timeout' ELSE 'success' END,
                            1000, 100, CASE WHEN i %% 3 < 2 THEN 0.5 END, 100 + i
                        FROM generate_series(1, %d) AS i
                        """.formatted(at, count)).update();
    }
}
