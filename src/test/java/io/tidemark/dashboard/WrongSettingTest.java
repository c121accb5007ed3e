package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.tidemark.refresh.Refresher;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pages where a setting is wrong that was made before such values were refused: they say so, and what to do. */
@BrowserTest
class WrongSettingTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Refresher refresher;

    @BeforeEach
    void someCalls() {
        jdbc.sql("DELETE FROM api_usage").update();
        jdbc.sql("INSERT INTO api_usage (model, total_cost) SELECT 'm', 2 FROM generate_series(1, 3)")
                .update();
        refresher.refresh("test", "test");
    }

    @AfterEach
    void setRight() {
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = 'UTC', currency = 'USD'")
                .update();
        refresher.refresh("test", "test");
    }

    @ParameterizedTest
    @CsvSource({
        "europe/berlin, reporting_zone = 'Europe/Berlin'",
        "CEST, reporting_zone = 'Europe/Berlin'",
        "EST, reporting_zone = 'America/New_York'",
        "UTC+3, reporting_zone = 'Etc/GMT-3'"
    })
    void aZoneThatOnlyPostgresTakesIsNamedOnThePages(String zone, String cure, Visitor visitor) {
        wrongly("reporting_zone = '" + zone + "'");
        refresher.refresh("test", "test");

        Page page = visitor.open("/analytics");
        assertThat(page.locator(".notices")).containsText("The setting reporting_zone is '" + zone + "'");
        assertThat(page.locator(".notices")).containsText("UPDATE analytics_settings SET " + cure);
    }

    @Test
    void aZoneThatNobodyHasIsNamedBesideTheFiguresFromBefore(Visitor visitor) {
        wrongly("reporting_zone = 'Europe/Berln'");
        failToRefresh();

        Page page = visitor.open("/analytics?range=7d");
        assertThat(tile(page, "Calls")).hasText("3");
        assertThat(page.locator(".notices")).containsText("reporting_zone = 'Europe/Berlin'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"europe/berlin", "Europe/Berln"})
    void aZoneThatIsNoneIsNamedOnThePageAboutTheRefreshWhichShowsTheRest(String zone, Visitor visitor) {
        wrongly("reporting_zone = '" + zone + "'");

        Page page = visitor.open("/admin/refresh");

        assertThat(page.locator("#views tbody tr").first()).isVisible();
        assertThat(page.locator(".notice[role=alert]")).containsText("The setting reporting_zone is '" + zone + "'");
        assertThat(page.locator(".notice[role=alert]"))
                .containsText("UPDATE analytics_settings SET reporting_zone = 'Europe/Berlin'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC", "XXX"})
    void aCurrencyThatIsNoneIsNamedBesideItsAmounts(String currency, Visitor visitor) {
        wrongly("currency = '" + currency + "'");
        refresher.refresh("test", "test");

        Page page = visitor.open("/analytics?range=custom&from=2025-01-01&to=2027-12-31");

        assertThat(tile(page, "Cost")).hasText(currency + "\u00a06.00");
        assertThat(page.locator(".notices")).containsText("The setting currency is '" + currency + "'");
    }

    private void failToRefresh() {
        try {
            refresher.refresh("test", "test");
        } catch (DataAccessException e) {
            org.assertj.core.api.Assertions.assertThat(e).hasMessageContaining("Europe/Berln");
        }
    }

    private void wrongly(String values) {
        jdbc.sql("ALTER TABLE analytics_settings DISABLE TRIGGER USER").update();
        jdbc.sql("UPDATE analytics_settings SET " + values).update();
        jdbc.sql("ALTER TABLE analytics_settings ENABLE TRIGGER USER").update();
    }

    private static com.microsoft.playwright.Locator tile(Page page, String name) {
        return page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText(name))
                .locator(".tile-value");
    }
}
