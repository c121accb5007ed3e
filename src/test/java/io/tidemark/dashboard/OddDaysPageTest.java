package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.tidemark.refresh.Refresher;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The overview where days are not of 24 hours, or hours not those of UTC: columns hold what the tiles count. */
@BrowserTest
class OddDaysPageTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Refresher refresher;

    @Test
    void aDayWithTwoMidnightsHasItsColumn(Visitor visitor) {
        countedIn("America/Havana", """
                VALUES ('2025-11-02 03:59:59+00'), ('2025-11-02 04:00:00+00'), ('2025-11-02 04:30:00+00'),
                    ('2025-11-02 05:30:00+00'), ('2025-11-03 04:59:59+00'), ('2025-11-03 05:00:00+00')""");

        Page page = visitor.open("/analytics?range=custom&from=2025-10-30&to=2025-11-05&metric=calls");

        assertThat(tile(page, "Calls")).hasText("6");
        asTable(page);
        assertThat(row(page, "Nov 1").locator("td").nth(1)).hasText("1");
        assertThat(row(page, "Nov 2").locator("td").nth(1)).hasText("4");
        assertThat(row(page, "Nov 3").locator("td").nth(1)).hasText("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Asia/Colombo", "Pacific/Norfolk", "America/Havana", "Asia/Kathmandu", "Australia/Lord_Howe"})
    void theColumnsOfTheLast24HoursHoldTheCallsOfTheTile(String zone, Visitor visitor) {
        countedIn(
                zone, "SELECT now() - n * interval '25 minutes' - interval '1 second' FROM generate_series(0, 9) AS n");

        Page page = visitor.open("/analytics?range=24h&metric=calls");

        assertThat(tile(page, "Calls")).hasText("10");
        asTable(page);
        long inColumns = table(page).locator("tbody tr").all().stream()
                .mapToLong(row -> Long.parseLong(row.locator("td").nth(1).innerText()))
                .sum();
        org.assertj.core.api.Assertions.assertThat(inColumns).isEqualTo(10);
    }

    private void countedIn(String zone, String instants) {
        jdbc.sql("DELETE FROM api_usage").update();
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = :zone")
                .param("zone", zone)
                .update();
        jdbc.sql("INSERT INTO api_usage (created_at, model) SELECT at::timestamptz, 'm' FROM (" + instants
                        + ") AS calls (at)")
                .update();
        refresher.refresh("test", "test");
    }

    private static void asTable(Page page) {
        page.locator("#panel-daily-metrics").getByLabel("Show as a table").click();
        assertThat(table(page).locator("tbody tr").first()).isVisible();
    }

    private static Locator table(Page page) {
        return page.locator("#panel-daily-metrics table");
    }

    private static Locator row(Page page, String day) {
        return table(page).locator("tbody tr", new Locator.LocatorOptions().setHasText(day));
    }

    private static Locator tile(Page page, String name) {
        return page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText(name))
                .locator(".tile-value");
    }
}
