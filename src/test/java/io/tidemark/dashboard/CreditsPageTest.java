package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.tidemark.refresh.Refresher;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Costs below zero, as of credits, on the overview. */
@BrowserTest
class CreditsPageTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Refresher refresher;

    @BeforeEach
    void callsAndACredit() {
        jdbc.sql("DELETE FROM api_usage").update();
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, provider, model, total_cost)
                        SELECT now() - i * interval '1 day', 'openai', 'gpt-4o', 8.05001 FROM generate_series(0, 3) AS i
                        UNION ALL
                        SELECT now() - interval '2 days', 'openai', 'gpt-4o-mini', 0.00004
                        UNION ALL
                        SELECT now() - interval '2 days', 'openai', 'refund-credit', -25
                        """).update();
        refresher.refresh("test", "test");
    }

    @Test
    void sumsHaveTheirSignAndThereAreNoShares(Visitor visitor) {
        Page page = visitor.open("/analytics?range=7d");

        assertThat(page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText("Cost"))
                        .locator(".tile-value"))
                .hasText("$7.20");
        Locator bars = page.locator("#panel-model-costs .bars li");
        assertThat(bars.locator(".bar-figure")).hasText(new String[] {"$32.20", "$0.00004", "-$25.00"});
        assertThat(bars.locator(".bar-aside")).hasText(new String[] {"–", "–", "–"});
    }

    @Test
    void barsAreAsLongAsTheirAmountAndTellWhichIsBelowZero(Visitor visitor) {
        Page page = visitor.open("/analytics?range=7d");

        Locator bars = page.locator("#panel-model-costs .bar");
        assertThat(bars.first()).hasAttribute("style", "width: 100%;");
        assertThat(bars.last()).hasAttribute("style", "width: 77.64%;");
        assertThat(bars.last()).hasClass(Pattern.compile(".*\\bbelow-zero\\b.*"));
        assertThat(bars.first()).not().hasClass(Pattern.compile(".*\\bbelow-zero\\b.*"));
    }

    @Test
    void columnsReachBelowZeroAndTheirTooltipAddsUp(Visitor visitor) {
        Page page = visitor.open("/analytics?range=7d&group=model");
        Locator credit = page.locator("vaadin-chart .highcharts-negative.highcharts-point");
        assertThat(credit).hasCount(1);
        assertThat(credit.evaluate("""
                        credit => {
                            const edge = (point, side) => Math.round(point.getBoundingClientRect()[side]);
                            const costs = credit.getRootNode().querySelectorAll('.highcharts-series-0 .highcharts-point');
                            return edge(credit, 'top') === edge(costs[0], 'bottom');
                        }
                        """)).isEqualTo(true);

        credit.hover();

        Locator rows = page.locator("vaadin-chart .highcharts-tooltip tr");
        assertThat(rows).hasCount(5);
        assertThat(rows.locator("td:last-child"))
                .hasText(new String[] {"-$16.95", "< $0.01", "$8.05", "-$25.00", "none"});
    }
}
