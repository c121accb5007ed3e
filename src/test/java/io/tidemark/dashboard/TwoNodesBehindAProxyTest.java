package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.options.Cookie;
import io.tidemark.security.Role;
import io.tidemark.testing.AppProcess;
import io.tidemark.testing.Chromium;
import io.tidemark.testing.ReverseProxy;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes in processes of their own, one database, a real reverse proxy, and a page on each node. */
class TwoNodesBehindAProxyTest {

    private static final String STATE = "/analytics?range=7d&provider=openai&metric=calls";
    private static final double LONGEST_MS = 60_000;

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final Map<String, AppProcess> nodes = new HashMap<>();
    private final Map<String, Page> pages = new HashMap<>();
    private ReverseProxy proxy;

    @BeforeEach
    void aPageOnEachNode() throws Exception {
        insert();
        nodes.put("one", AppProcess.start(database.url(), database.username(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        nodes.put("two", AppProcess.start(database.url(), database.username(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        proxy = ReverseProxy.start(nodes.get("one"), nodes.get("two"));
        Until.asserted(() -> assertThat(open()).containsKeys("one", "two"));
    }

    @AfterEach
    void stop() throws Exception {
        pages.values().forEach(page -> page.context().close());
        proxy.close();
        for (AppProcess node : nodes.values()) {
            node.close();
        }
        database.close();
    }

    @Test
    void aRefreshByEitherNodeShowsOnBothAndPagesOfANodeThatDiesGoOnAtTheOther() {
        pages.values().forEach(page -> assertShows(page, 1));
        jdbc.sql("SELECT set_refresh_strategy('CRON', '0 0 1 1 *')").query().singleRow();
        int calls = 1;
        for (Page page : pages.values()) {
            insert();
            page.getByText("Refresh Data").click();
            calls++;
            for (Page other : pages.values()) {
                assertShows(other, calls);
            }
        }
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();

        nodes.get("one").kill();
        insert();

        assertShows(pages.get("two"), 4);
        Page orphan = pages.get("one");
        assertShows(orphan, 4);
        assertThat(nodeOf(orphan)).isEqualTo("two");
        assertThat(orphan.url()).isEqualTo(proxy.address(STATE).toString());
        insert();
        assertShows(orphan, 5);
    }

    /** The proxy gives new visitors to the nodes in turn. */
    private Map<String, Page> open() {
        BrowserContext window = Chromium.browser().newContext(new NewContextOptions().setViewportSize(1440, 900));
        window.addCookies(List.of(new Cookie(TestUsers.COOKIE, new TestUsers(jdbc).token(Role.ADMIN))
                .setUrl(proxy.address("/").toString())));
        Page page = window.newPage();
        page.navigate(proxy.address(STATE).toString());
        calls(page).waitFor();
        Page second = pages.putIfAbsent(nodeOf(page), page);
        if (second != null) {
            window.close();
        }
        return pages;
    }

    private static String nodeOf(Page page) {
        return page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals(ReverseProxy.COOKIE))
                .map(cookie -> cookie.value)
                .findFirst()
                .orElse("none");
    }

    private static Locator calls(Page page) {
        return page.locator("vaadin-app-layout .tile-value").first();
    }

    private static void assertShows(Page page, int calls) {
        assertThat(calls(page))
                .hasAttribute("title", calls + " calls", new HasAttributeOptions().setTimeout(LONGEST_MS));
    }

    private void insert() {
        jdbc.sql("""
                        INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                        VALUES ('ada', 'chat', 'openai', 'gpt-4o', 'success', 0.01, 840)""").update();
    }
}
