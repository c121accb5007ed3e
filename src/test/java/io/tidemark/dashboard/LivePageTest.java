package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import io.tidemark.refresh.Refresher;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import io.tidemark.ui.OpenPages;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A page that is left open follows the calls by itself. */
@BrowserTest
class LivePageTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private Refresher refresher;

    @Autowired
    private OpenPages pages;

    @BeforeEach
    void threeHundredCalls() {
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        jdbc.sql("SELECT resume_refresh()").query().singleRow();
        jdbc.sql("DELETE FROM api_usage").update();
        calls(300);
        refresher.refresh("test", "test");
    }

    @AfterEach
    void everyViewCanBeRefreshed() {
        jdbc.sql("CREATE UNIQUE INDEX IF NOT EXISTS mv_daily_metrics_key ON mv_daily_metrics (day)")
                .update();
    }

    @Test
    void aCallShowsOnAllOpenPagesWhoeverRefreshes(Visitor visitor) {
        Page one = visitor.open("/analytics");
        Page other = visitor.open("/analytics/panel/model-usage?range=7d");
        assertThat(tile(one, "Calls")).hasText("300");
        assertThat(other.locator("tbody tr")).hasCount(3);

        calls(1);
        assertThat(tile(one, "Calls")).hasText("301");
        assertThat(other.locator("tbody tr").nth(0)).containsText("101");

        jdbc.sql("SELECT pause_refresh('a test')").query().singleRow();
        calls(3);
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        assertThat(tile(one, "Calls")).hasText("304");
    }

    @Test
    void aRefreshThatTakesLongIsSaidUntilItIsOver(Visitor visitor) throws SQLException {
        Page page = visitor.open("/analytics");
        Locator button = page.locator("#refresh-data");
        assertThat(button).hasText("Refresh Data");

        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            var running = CompletableFuture.runAsync(() -> refreshingForLong(statement), Thread::startVirtualThread);
            assertThat(button).containsText("Refreshing since");
            assertThat(button).isDisabled();
            assertThat(jdbc.sql("SELECT detail FROM explain_staleness() WHERE cause = 'refresh running'")
                            .query(String.class)
                            .single())
                    .contains("refreshes, in a transaction of");
            calls(1);
            statement.cancel();
            running.join();
        }

        assertThat(button).hasText("Refresh Data");
        assertThat(button).isEnabled();
        assertThat(tile(page, "Calls")).hasText("301");
    }

    /** Until it is told to stop. */
    private static void refreshingForLong(Statement statement) {
        try {
            statement.execute("SELECT take_refresh_lock(), pg_sleep(60)");
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("user request");
        }
    }

    @Test
    void figuresChangeInPlaceAndWhatIsHoveredStaysSo(Visitor visitor) {
        Page page = visitor.open("/analytics?metric=calls");
        Locator column = page.locator("vaadin-chart .highcharts-series-0 .highcharts-point")
                .last();
        column.hover();
        Locator total =
                page.locator("vaadin-chart .highcharts-tooltip .total td").last();
        assertThat(total).hasText("300");
        page.evaluate("""
                window.kept = [...document.querySelectorAll('.tile-value, td, .bar, .legend li'),
                    document.querySelector('vaadin-chart').configuration.container.firstChild,
                    ...document.querySelector('vaadin-chart').shadowRoot.querySelectorAll('.highcharts-series .highcharts-point')]""");

        calls(5);

        assertThat(total).hasText("305");
        assertThat(tile(page, "Calls")).hasText("305");
        assertThat((List<?>) page.evaluate(
                        "window.kept.filter(element => !element.isConnected).map(element => element.outerHTML)"))
                .isEmpty();
    }

    @Test
    void aColumnIsDrawnAnewOnlyWhereOneCouldSeeItMove(Visitor visitor) {
        calls(30_000);
        refresher.refresh("test", "test");
        Page page = visitor.open("/analytics?metric=calls");
        page.waitForFunction("""
                () => {
                    const chart = document.querySelector('vaadin-chart')?.configuration;
                    const size = `${chart?.chartWidth} × ${chart?.chartHeight}`;
                    if (window.size !== size) {
                        window.size = size;
                        window.sizedAt = performance.now();
                    }
                    return chart
                        && chart.series.reduce((sum, { points }) => sum + points.at(-1).y, 0) === 30300
                        && performance.now() - window.sizedAt > 500;
                }""");
        page.evaluate("""
                () => {
                    const chart = document.querySelector('vaadin-chart').configuration;
                    const redraw = chart.redraw;
                    window.drawn = [];
                    chart.redraw = function(...how) {
                        window.drawn.push(new Error('drawn').stack);
                        return redraw.apply(this, how);
                    };
                }""");

        calls(1);
        assertThat(tile(page, "Calls")).hasText("30,301");
        assertThat((List<?>) page.evaluate("window.drawn")).isEmpty();

        page.locator("vaadin-chart .highcharts-series-0 .highcharts-point")
                .last()
                .hover();
        Locator total =
                page.locator("vaadin-chart .highcharts-tooltip .total td").last();
        assertThat(total).hasText("30,301");
        calls(1);
        assertThat(total).hasText("30,302");

        page.mouse().move(0, 0);
        page.waitForFunction("document.querySelector('vaadin-chart').configuration.tooltip.isHidden");
        int drawn = (Integer) page.evaluate("window.drawn.length");
        calls(3_000);
        page.waitForFunction("drawn => window.drawn.length > drawn", drawn);
    }

    @Test
    void whatWasOutOfSightIsCurrentWhenItComesBack(Visitor visitor) {
        Page page = visitor.open("/analytics");
        Locator panel = page.locator("#panel-model-costs");
        Locator bar = panel.locator(".bar-figure").first();
        Locator cost = panel.locator("tbody tr").first().locator("td").nth(2);
        assertThat(bar).hasText("$50.00");

        panel.getByLabel("Show as a table").click();
        assertThat(cost).hasText("$50.00");
        calls(3);
        assertThat(cost).hasText("$50.50");
        calls(3);
        assertThat(cost).hasText("$51.00");

        panel.getByLabel("Show as a chart").click();
        assertThat(bar).hasText("$51.00");
        calls(3);
        assertThat(bar).hasText("$51.50");

        panel.getByLabel("Show as a table").click();
        assertThat(cost).hasText("$51.50");
        calls(3);
        assertThat(cost).hasText("$52.00");
    }

    @Test
    void aPageThatLosesAllItsCallsShowsTheNextOne(Visitor visitor) {
        Page page = visitor.open("/analytics");
        assertThat(tile(page, "Calls")).hasText("300");

        jdbc.sql("DELETE FROM api_usage").update();
        refresher.refresh("test", "test");
        assertThat(page.locator(".step").first()).isVisible();

        calls(1);
        assertThat(tile(page, "Calls")).hasText("1");
        assertThat(page.locator("#panel-model-usage tbody tr")).hasCount(1);
        assertThat(page.locator("#panel-model-costs .bar-figure")).hasText("$0.50");
    }

    @Test
    void aFigureThatChangedFlashesUnlessTheVisitorWantsLessMotion(Visitor visitor) {
        Page page = visitor.open("/analytics");
        Page calm = visitor.open("/analytics", options -> options.setReducedMotion(ReducedMotion.REDUCE));
        String count = """
                () => {
                    window.flashes = 0;
                    const animate = Element.prototype.animate;
                    Element.prototype.animate = function(...how) { window.flashes++; return animate.apply(this, how); };
                }""";
        assertThat(tile(page, "Calls")).hasText("300");
        assertThat(tile(calm, "Calls")).hasText("300");
        page.evaluate(count);
        calm.evaluate(count);

        calls(1);

        assertThat(tile(page, "Calls")).hasText("301");
        assertThat(tile(calm, "Calls")).hasText("301");
        assertThat((Integer) page.evaluate("window.flashes")).isPositive();
        assertThat((Integer) calm.evaluate("window.flashes")).isZero();
    }

    @Test
    void isPaintedAtMostFourTimesASecond(Visitor visitor) {
        Page page = visitor.open("/analytics");
        assertThat(tile(page, "Calls")).hasText("300");
        assertThat(page.locator("vaadin-chart .highcharts-point").first()).isAttached(); // nothing else keeps it busy
        page.evaluate("""
                () => {
                    window.paints = [];
                    const painted = () => {
                        const now = performance.now();
                        if (now - (window.paints.at(-1) ?? -1000) > 20) window.paints.push(now);
                    };
                    new MutationObserver(painted)
                        .observe([...document.querySelectorAll('vaadin-app-layout .tile')].find(t => t.textContent.includes('Calls')),
                            {subtree: true, childList: true, characterData: true});
                }""");

        Until.asserted(() -> {
            calls(1);
            assertThat((Integer) page.evaluate("window.paints.length")).isGreaterThan(6);
        });

        // A quarter of a second from turn to turn; a turn may be taken a little late.
        assertThat((Boolean) page.evaluate("window.paints.every((at, i, all) => i < 2 || at - all[i - 2] > 350)"))
                .isTrue();
    }

    @Test
    void theBadgeSaysThatItIsPausedAndThatARefreshFailsAndWhy(Visitor visitor) {
        Page page = visitor.open("/import");
        Locator badge = page.locator("tidemark-freshness");
        assertThat(badge).hasAttribute("data-level", "fresh");
        assertThat(badge).hasText(Pattern.compile("Live.*as of \\d\\d:\\d\\d:\\d\\d · UTC.*"));

        jdbc.sql("SELECT pause_refresh('moving house')").query().singleRow();
        calls(1);
        assertThat(badge).hasAttribute("data-level", "late");
        assertThat(badge).containsText("Paused");
        badge.locator("vaadin-button").hover();
        assertThat(page.locator(".facts")).containsText("moving house");

        jdbc.sql("DROP INDEX mv_daily_metrics_key").update();
        jdbc.sql("SELECT resume_refresh()").query().singleRow();
        assertThat(badge).hasAttribute("data-level", "failed");
        assertThat(badge).containsText("Refresh failing");
        assertThat(page.locator(".facts")).containsText("mv_daily_metrics has lost its unique index");

        jdbc.sql("CREATE UNIQUE INDEX mv_daily_metrics_key ON mv_daily_metrics (day)")
                .update();
        refresher.refresh("test", "test");
        assertThat(badge).hasAttribute("data-level", "fresh");
    }

    @Test
    void underHybridAPageThatIsOpenedOnOldFiguresSaysSoAndGetsNewOnesAtOnce(Visitor visitor) throws SQLException {
        Until.asserted(() -> assertThat(pages.count()).isZero());
        jdbc.sql("SELECT set_refresh_strategy('HYBRID', max_age_minutes => 60)")
                .query()
                .singleRow();
        Until.asserted(() -> assertThat(gateIsClosed()).isTrue());
        calls(3);
        // A look of the loop that began before these calls may still note that nothing was lacking.
        Until.asserted(() -> assertThat(loopLooks()).isFalse());
        jdbc.sql("""
                UPDATE analytics_state
                SET as_of = as_of - interval '4 minutes', checked_at = as_of - interval '4 minutes'""").update();

        try (Connection refreshing = dataSource.getConnection();
                Statement statement = refreshing.createStatement()) {
            refreshing.setAutoCommit(false);
            statement.execute("SELECT take_refresh_lock()"); // ends with the test, however that ends
            Page page = visitor.open("/analytics");
            assertThat(tile(page, "Calls")).hasText("300");
            assertThat(page.locator("tidemark-freshness")).hasAttribute("data-level", "late");
            assertThat(page.locator("tidemark-freshness")).hasText(Pattern.compile("\\d+ min behind.*"));

            refreshing.commit();
            assertThat(tile(page, "Calls")).hasText("303");
            assertThat(page.locator("tidemark-freshness")).hasAttribute("data-level", "fresh");
        }
    }

    @Test
    void theBadgeIsRightWhereTheBrowsersClockIsWrong(Visitor visitor) {
        Page page = visitor.open("about:blank");
        page.addInitScript("""
                const now = Date.now;
                Date.now = () => now() + 3 * 86_400_000 + 12_345_000""");
        page.navigate("/analytics");

        Locator badge = page.locator("tidemark-freshness");
        assertThat(badge).hasAttribute("data-level", "fresh");
        // The badge may be some seconds old, and a minute may have begun since.
        var minutes = jdbc.sql("""
                        SELECT string_agg(to_char((now() - ago) AT TIME ZONE 'UTC', 'HH24:MI'), '|')
                        FROM unnest('{0 s,15 s}'::interval[]) AS ago""").query(String.class).single();
        assertThat(badge).containsText(Pattern.compile("as of (%s)".formatted(minutes)));
    }

    @Test
    void aPageThatIsClosedIsForgottenAtOnce(Visitor visitor) {
        Until.asserted(() -> assertThat(pages.count()).isZero());
        Page page = visitor.open("/analytics");
        assertThat(tile(page, "Calls")).hasText("300");
        assertThat(pages.count()).isEqualTo(1);

        page.close();

        Until.asserted(() -> assertThat(pages.count()).isZero());
    }

    private boolean loopLooks() {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                            WHERE datname = current_database() AND application_name = 'tidemark refresh'
                                AND state = 'active')""").query(Boolean.class).single();
    }

    private boolean gateIsClosed() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM advisory_lock_holders(hint_gate()))")
                .query(Boolean.class)
                .single();
    }

    private static Locator tile(Page page, String name) {
        return page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText(name))
                .locator(".tile-value");
    }

    private void calls(int count) {
        jdbc.sql("""
                        INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                        SELECT 'user-' || i % 7, 'chat',
                            (ARRAY['openai', 'anthropic', 'self-hosted'])[1 + i % 3],
                            (ARRAY['gpt-4o', 'claude-sonnet-4', 'llama'])[1 + i % 3],
                            'success', 0.5, 100
                        FROM generate_series(1, :count) AS i""").param("count", count).update();
    }
}
