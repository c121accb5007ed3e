package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.Cookie;
import io.tidemark.background.BackgroundWork;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.FreezingProxy;
import io.tidemark.testing.NarrowProxy;
import io.tidemark.testing.RunningServer;
import io.tidemark.testing.SlowSuspension;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A page whose way to the server is disturbed: it is never far behind, or says so. */
@BrowserTest
@ExtendWith(OutputCaptureExtension.class)
class FallbackTest {

    private static final int AT_MOST_BEHIND_MS = 30_000;
    private static final int AFTER_WAKING_MS = 5_000;

    /** A page that is pushed nothing asks after twelve seconds. */
    private static final int WITHOUT_ASKING_MS = 8_000;

    private static final String POOL = "PostgreSQL JDBC Driver";

    private static final Pattern LONG_POLL = Pattern.compile(".*/VAADIN/push.*Transport=long-polling.*");
    private static final Pattern PUSH = Pattern.compile(".*/VAADIN/push.*");

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Refresher refresher;

    @Autowired
    @Qualifier("refreshListener")
    private BackgroundWork listener;

    @Autowired
    private SlowSuspension suspension;

    @BeforeEach
    void threeHundredCalls() {
        jdbc.sql("DELETE FROM api_usage").update();
        calls(jdbc, 300);
        refresher.refresh("test", "test");
    }

    @Test
    void whereAProxyLetsNoWebsocketThroughThePageFollowsByLongPolling(Visitor visitor, CapturedOutput log)
            throws IOException {
        try (var proxy = NarrowProxy.before(port)) {
            var polls = new AtomicBoolean();
            Page page = open(
                    visitor,
                    proxy.address(),
                    blank -> blank.onRequest(request -> {
                        if (LONG_POLL.matcher(request.url()).matches()) {
                            polls.set(true);
                        }
                    }));
            calls(jdbc, 1);
            assertThat(tile(page)).hasText("301", within(AT_MOST_BEHIND_MS));
            page.waitForCondition(polls::get);

            for (int calls = 302; calls < 306; calls++) {
                calls(jdbc, 1);
                assertThat(tile(page)).hasText(String.valueOf(calls), within(WITHOUT_ASKING_MS));
            }

            var held = new ConcurrentLinkedQueue<Route>();
            page.route(LONG_POLL, held::add);
            calls(jdbc, 1);
            assertThat(tile(page)).hasText("306", within(WITHOUT_ASKING_MS));
            page.waitForCondition(() -> !held.isEmpty());
            Page other = visitor.open("/analytics");
            assertThat(tile(other)).hasText("306");
            for (int calls = 307; calls < 310; calls++) {
                calls(jdbc, 1);
                assertThat(tile(other)).hasText(String.valueOf(calls));
            }
            page.unroute(LONG_POLL);
            held.forEach(Route::resume);
            assertThat(tile(page)).hasText("309", within(WITHOUT_ASKING_MS));

            assertThat(badge(page)).hasAttribute("data-level", "fresh");
            org.assertj.core.api.Assertions.assertThat(proxy.refused()).isPositive();
            org.assertj.core.api.Assertions.assertThat(log)
                    .as("pushed to a poll that was answered")
                    .doesNotContain("will be lost");
            page.close();
        }
        visitor.complaints().clear();
    }

    @Test
    void aLongPollAnsweredBeforeTomcatWaitsForTheAnswerEnds(Visitor visitor) throws IOException {
        try (var proxy = NarrowProxy.before(port)) {
            Page page = open(visitor, proxy.address(), _ -> {});
            suspension.holdOne();
            page.waitForCondition(suspension::holdsOne);

            for (int calls = 301; calls < 303; calls++) {
                calls(jdbc, 1);
                assertThat(tile(page)).hasText(String.valueOf(calls), within(WITHOUT_ASKING_MS));
            }
            page.close();
        }
        visitor.complaints().clear();
    }

    @Test
    void whereAProxyLetsNothingBePushedThePageAsks(Visitor visitor) throws IOException {
        try (var proxy = NarrowProxy.before(port)) {
            Page page = open(visitor, proxy.address(), blank -> blank.route(PUSH, Route::abort));

            calls(jdbc, 1);
            assertThat(tile(page)).hasText("301", within(AT_MOST_BEHIND_MS));
            calls(jdbc, 1);
            assertThat(tile(page)).hasText("302", within(AT_MOST_BEHIND_MS));
            page.close();
        }
        visitor.complaints().clear();
    }

    @Test
    void whereNobodyHearsPostgresTellOfARefreshItIsFoundOut(Visitor visitor) {
        Page page = open(visitor, "", _ -> {});
        listener.stop();
        try {
            calls(jdbc, 1);
            assertThat(tile(page)).hasText("301", within(AT_MOST_BEHIND_MS));
        } finally {
            listener.start();
        }
        calls(jdbc, 1);
        assertThat(tile(page)).hasText("302");
    }

    @Test
    void aPageWithoutANetworkSaysSoAndCatchesUpWhenItIsBack(Visitor visitor) {
        Page page = open(visitor, "", _ -> {});

        page.context().setOffline(true);
        assertThat(badge(page)).containsText("Connection lost", contained(AT_MOST_BEHIND_MS));
        assertThat(badge(page)).containsText("as of");
        assertThat(badge(page)).hasAttribute("data-level", "failed");
        calls(jdbc, 1);
        page.context().setOffline(false);

        assertThat(tile(page)).hasText("301", within(AFTER_WAKING_MS));
        assertThat(badge(page)).hasAttribute("data-level", "fresh");
        visitor.complaints().clear();
    }

    @Test
    void aPageThatSleptIsCurrentSoonAfterItWakes(Visitor visitor) {
        Page page = open(visitor, "", _ -> {});
        CDPSession browser = page.context().newCDPSession(page);
        lifecycle(browser, "frozen");
        calls(jdbc, 1);
        refreshed();

        lifecycle(browser, "active");

        assertThat(tile(page)).hasText("301", within(AFTER_WAKING_MS));
    }

    @Test
    void aServerThatStartsAnewGetsItsPagesBackAsTheyWere(Visitor visitor) {
        try (var database = TestDatabase.create()) {
            var server = RunningServer.start(database, 0);
            int port = server.port();
            calls(database.client(), 300);
            Page page = visitor.open("about:blank");
            signIn(page, server, database);
            page.navigate(server.address("/analytics?range=7d&provider=openai"));
            assertThat(tile(page)).hasText("100");

            server.close();
            assertThat(badge(page)).containsText("Connection lost", contained(AT_MOST_BEHIND_MS));
            calls(database.client(), 3);

            try (var _ = RunningServer.start(database, port)) {
                assertThat(tile(page)).hasText("101", within(AT_MOST_BEHIND_MS));
                assertThat(page).hasURL(Pattern.compile(".*[?]range=7d&provider=openai"));
                assertThat(badge(page)).hasAttribute("data-level", "fresh");
                page.close();
            }
            visitor.complaints().clear();
        }
    }

    @Test
    void aDatabaseThatFallsSilentIsGivenUpForTheOneInItsPlace(Visitor visitor) throws IOException, SQLException {
        try (var database = TestDatabase.create();
                var proxy = FreezingProxy.before(database);
                var server = RunningServer.start(
                        database,
                        proxy.url(),
                        0,
                        "--spring.datasource.hikari.data-source-properties.socketTimeout=6",
                        "--tidemark.refresh.lock-timeout=5s")) {
            calls(database.client(), 300);
            Page page = visitor.open("about:blank");
            signIn(page, server, database);
            page.navigate(server.address("/analytics"));
            assertThat(tile(page)).hasText("300");

            try (Connection other = database.connect();
                    Statement lock = other.createStatement()) {
                other.setAutoCommit(false);
                lock.execute("LOCK TABLE analytics_state");
                Until.asserted(() -> org.assertj.core.api.Assertions.assertThat(waiting(database))
                        .contains("tidemark refresh", POOL));
                proxy.freeze(); // while the loop and a page wait for an answer
            }
            calls(database.client(), 1);

            assertThat(tile(page)).hasText("301", within(AT_MOST_BEHIND_MS));
            assertThat(badge(page)).hasAttribute("data-level", "fresh");
            page.close();
        }
        visitor.complaints().clear();
    }

    /** Whose sessions wait for a lock. */
    private static List<String> waiting(TestDatabase database) {
        return database.client().sql("""
                        SELECT application_name FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'""").query(String.class).list();
    }

    private static void signIn(Page page, RunningServer server, TestDatabase database) {
        var token = new TestUsers(database.client()).token(Role.ADMIN);
        page.context().addCookies(List.of(new Cookie(TestUsers.COOKIE, token).setUrl(server.address("/"))));
    }

    private static Page open(Visitor visitor, String server, Consumer<Page> prepare) {
        Page page = visitor.open("about:blank");
        prepare.accept(page);
        page.navigate(server + "/analytics");
        assertThat(tile(page)).hasText("300");
        return page;
    }

    private static void lifecycle(CDPSession browser, String state) {
        var parameters = new JsonObject();
        parameters.addProperty("state", state);
        browser.send("Page.setWebLifecycleState", parameters);
    }

    private static Locator badge(Page page) {
        return page.locator("tidemark-freshness");
    }

    private static Locator tile(Page page) {
        return page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText("Calls"))
                .locator(".tile-value");
    }

    private static HasTextOptions within(int milliseconds) {
        return new HasTextOptions().setTimeout(milliseconds);
    }

    private static ContainsTextOptions contained(int milliseconds) {
        return new ContainsTextOptions().setTimeout(milliseconds);
    }

    private void refreshed() {
        Until.asserted(() -> org.assertj.core.api.Assertions.assertThat(jdbc.sql("SELECT analytics_changes_pending()")
                        .query(Boolean.class)
                        .single())
                .isFalse());
    }

    private static void calls(JdbcClient jdbc, int count) {
        jdbc.sql("""
                        INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                        SELECT 'user-' || i % 7, 'chat',
                            (ARRAY['openai', 'anthropic', 'self-hosted'])[1 + i % 3],
                            (ARRAY['gpt-4o', 'claude-sonnet-4', 'llama'])[1 + i % 3],
                            'success', 0.5, 100
                        FROM generate_series(1, :count) AS i""").param("count", count).update();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Suspension {

        @Bean
        SlowSuspension slowSuspension() {
            return new SlowSuspension();
        }
    }
}
