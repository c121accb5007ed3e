package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.NarrowProxy;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.atmosphere.cache.BroadcastMessage;
import org.atmosphere.cpr.AtmosphereFramework;
import org.atmosphere.cpr.AtmosphereResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A browser that does not take what is pushed to it is cut off, and holds up nobody. */
@BrowserTest
@ExtendWith(OutputCaptureExtension.class)
class SlowBrowserTest {

    private static final int AT_MOST_BEHIND_MS = 30_000;
    private static final Duration CUT_OFF_AFTER = Duration.ofSeconds(30);

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ServletContext context;

    @BeforeEach
    void noCalls() {
        jdbc.sql("DELETE FROM api_usage").update();
    }

    @Test
    void oneThatTakesNothingIsCutOffAndAsksWhileOthersArePushedTo(Visitor visitor, CapturedOutput log)
            throws IOException {
        call();
        try (var proxy = NarrowProxy.clogging(port)) {
            Page slow = visitor.open("about:blank");
            slow.navigate(proxy.address() + "/analytics");
            Page other = visitor.open("/analytics");
            int calls = 1;
            assertThat(tile(slow)).hasText("1");
            assertThat(tile(other)).hasText("1");

            proxy.clog();
            Instant end = Instant.now().plus(CUT_OFF_AFTER);
            while (!log.getAll().contains("event=push_failed")) {
                Assertions.assertThat(Instant.now()).isBefore(end);
                call();
                assertThat(tile(other)).hasText(String.valueOf(++calls));
            }

            assertThat(tile(slow)).hasText(String.valueOf(calls), new HasTextOptions().setTimeout(AT_MOST_BEHIND_MS));
            int gaps = gaps(log);
            call();
            assertThat(tile(other)).hasText(String.valueOf(++calls));
            slow.evaluate("window.dispatchEvent(new Event('online'))"); // it asks
            assertThat(tile(slow)).hasText(String.valueOf(calls));
            Assertions.assertThat(gaps(log)).isEqualTo(gaps);
            assertThat(slow.locator("tidemark-freshness")).hasAttribute("data-level", "fresh");
            Assertions.assertThat(log).doesNotContain(" ERROR ");
            slow.close();
        }
        visitor.complaints().clear();
    }

    @Test
    void oneThatWasSentAMessageInVainComesBackAndGetsWhatIsCurrent(Visitor visitor, CapturedOutput log) {
        Page page = visitor.open("/analytics");
        call();
        assertThat(tile(page)).hasText("1");
        var connection = connections().getFirst();

        // What Atmosphere does with a message that a websocket failed to write.
        var sender = connection.getBroadcaster();
        sender.getBroadcasterConfig()
                .getBroadcasterCache()
                .addToCache(sender.getID(), connection.uuid(), new BroadcastMessage("8|{\"a\":1}"));
        Until.asserted(() -> Assertions.assertThat(log).contains("event=push_failed"));
        Until.asserted(
                () -> Assertions.assertThat(connections()).singleElement().isNotSameAs(connection));
        call();

        assertThat(tile(page)).hasText("2", new HasTextOptions().setTimeout(AT_MOST_BEHIND_MS));
        call();
        assertThat(tile(page)).hasText("3");
        assertThat(page.locator(".v-system-error")).hasCount(0);
    }

    /** Those on which something can be pushed. */
    private List<AtmosphereResource> connections() {
        return Collections.list(context.getAttributeNames()).stream()
                .map(context::getAttribute)
                .filter(AtmosphereFramework.class::isInstance)
                .map(AtmosphereFramework.class::cast)
                .flatMap(atmosphere -> atmosphere.getAtmosphereConfig().resourcesFactory().findAll().stream())
                .filter(AtmosphereResource::isSuspended)
                .toList();
    }

    private static Locator tile(Page page) {
        return page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText("Calls"))
                .locator(".tile-value");
    }

    /** How often something was pushed to a browser that did not get it. */
    private static int gaps(CapturedOutput log) {
        return log.getAll().split("Resynchronizing", -1).length - 1;
    }

    private void call() {
        jdbc.sql("""
                        INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms)
                        VALUES ('user', 'chat', 'openai', 'gpt-4o', 'success', 0.5, 100)""").update();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class SmallBuffers {

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
            return tomcat ->
                    tomcat.addConnectorCustomizers(connector -> connector.setProperty("socket.txBufSize", "4096"));
        }
    }
}
