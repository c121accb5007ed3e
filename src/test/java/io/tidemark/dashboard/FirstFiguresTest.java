package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.NavigateOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitUntilState;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is on the screen before the scripts of the page are. */
@BrowserTest
class FirstFiguresTest {

    /**
     * Notes where the first figure and the age of all of them are in each frame from the first on that has a figure;
     * where two pages lie upon each other, in the upper.
     */
    private static final String WATCH = """
            const places = window.places = new Set();
            const seen = selector => [...document.querySelectorAll(selector)].find(found => found.checkVisibility());
            const place = selector => seen(selector).getBoundingClientRect();
            const moved = (from, to) => Math.abs(from.x - to.x) > 5 || Math.abs(from.y - to.y) > 5; // fonts differ a little
            let tileWas, toolWas;
            const look = () => {
                const tile = seen('.tile-value');
                if (tile?.textContent) {
                    const tileIs = place('.tile-value');
                    const toolIs = place('.page-tools > :nth-child(3)');
                    if (!tileWas || moved(tileWas, tileIs) || moved(toolWas, toolIs)) {
                        [tileWas, toolWas] = [tileIs, toolIs];
                        places.add(`${tileIs.x}, ${tileIs.y} and ${toolIs.x}, ${toolIs.y}`);
                    }
                } else if (places.size) {
                    places.add('nowhere');
                }
                requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Refresher refresher;

    @BeforeEach
    void threeHundredCalls() {
        jdbc.sql("DELETE FROM api_usage").update();
        jdbc.sql("""
                        INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                        SELECT 'user-' || i % 7, 'chat', (ARRAY['openai', 'anthropic', '</script>'])[1 + i % 3],
                            'model-' || i % 3, 'success', 0.5, 100
                        FROM generate_series(1, 300) AS i""").update();
        refresher.refresh("test", "test");
    }

    @Test
    void figuresAreThereBeforeTheScriptsOfThePage(Visitor visitor) {
        var path = "/analytics?provider=openai&provider=%3C%2Fscript%3E";
        figuresAreAtHand(visitor, path);
        var scripts = new ConcurrentLinkedQueue<Route>();
        Page page = visitor.open("about:blank");
        page.route("**/VAADIN/build/**", scripts::add);
        page.navigate(path, new NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));

        assertThat(page.locator(".first-figures .tile-value").first()).hasText("200");
        assertThat(page.locator(".first-figures header")).containsText("as of");
        assertThat(page.locator("vaadin-app-layout")).hasCount(0);

        page.unroute("**/VAADIN/build/**");
        scripts.forEach(Route::resume);
        assertThat(page.locator("vaadin-app-layout")).isVisible();
        assertThat(page.locator(".first-figures")).hasCount(0);
        assertThat(page.locator("vaadin-app-layout .tile-value").first()).hasText("200");
    }

    @ParameterizedTest
    @CsvSource({"1440, 900, false", "1024, 768, true", "1024, 600, false", "412, 915, true", "360, 740, false"})
    void theViewTakesTheirPlaceAndNothingJumpsOrIsGoneForAMoment(
            int width, int height, boolean touch, Visitor visitor) {
        figuresAreAtHand(visitor, "/analytics");
        Page page = visitor.open(
                "about:blank",
                options -> options.setViewportSize(width, height)
                        .setIsMobile(touch)
                        .setHasTouch(touch));
        page.addInitScript(WATCH);
        page.navigate("/analytics");

        assertThat(page.locator("vaadin-chart .highcharts-point").first()).isAttached();
        assertThat(page.locator(".first-figures")).hasCount(0);
        assertThat(page.evaluate("[...places].join(' then ')")).asString().doesNotContain("then");
    }

    @Test
    void nobodySeesFiguresThatAreNotForThem(Visitor visitor) {
        figuresAreAtHand(visitor, "/analytics");
        figuresAreAtHand(visitor.as(Role.VIEWER), "/analytics");
        assertThat(answer(visitor.as(null), "/analytics")).doesNotContain("first-figures");
        jdbc.sql("UPDATE app_user SET must_change_password = true WHERE name = 'test-viewer'")
                .update();
        assertThat(answer(visitor.as(Role.VIEWER), "/analytics")).doesNotContain("first-figures");
    }

    @Test
    void otherPagesAndEmptyDatabasesHaveNone(Visitor visitor) {
        assertThat(answer(visitor, "/analytics/panel/model-costs")).doesNotContain("first-figures");
        jdbc.sql("DELETE FROM api_usage").update();
        refresher.refresh("test", "test");
        assertThat(answer(visitor, "/analytics")).doesNotContain("first-figures");
    }

    /** The first reading on a server that has just begun may take longer than a page waits. */
    private static void figuresAreAtHand(Visitor visitor, String path) {
        Until.asserted(() -> assertThat(answer(visitor, path)).contains("first-figures"));
    }

    /** The page as the server sent it. */
    private static String answer(Visitor visitor, String path) {
        return visitor.open("about:blank").request().get(path).text();
    }
}
