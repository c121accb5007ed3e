package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** No page has a barrier that axe calls serious, in light and dark. A new page is one more address in the list. */
@BrowserTest
class AxeTest {

    private static final String AXE = load();

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void someCalls() {
        jdbc.sql("DELETE FROM api_usage").update();
        jdbc.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status, total_cost, latency_ms)
                        SELECT now() - i * interval '3 hours', 'ada', 'chat', (ARRAY['openai', 'anthropic'])[1 + i % 2],
                            (ARRAY['gpt-4o', 'claude-sonnet-4'])[1 + i % 2], 'success', 0.01, 400
                        FROM generate_series(1, 100) AS i""").update();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/analytics",
                "/analytics/panel/daily-metrics",
                "/analytics/panel/model-costs",
                "/import",
                "/admin/refresh",
                "/admin/users",
                "/admin/keys",
                "/admin/audit",
                "/account/password",
                "/nonsense"
            })
    void forAdmins(String path, Visitor visitor) {
        inspect(visitor.open(path), path);
        inspect(visitor.openInTheDark(path), path);
        visitor.complaints().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login?problem=wrong"})
    void forStrangers(String path, Visitor visitor) {
        inspect(visitor.as(null).open(path), path);
        inspect(visitor.as(null).openInTheDark(path), path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/analytics", "/import"})
    void forViewers(String path, Visitor visitor) {
        inspect(visitor.as(Role.VIEWER).open(path), path);
        visitor.complaints().clear();
    }

    private static void inspect(Page page, String path) {
        page.locator("h1").waitFor();
        page.waitForLoadState(LoadState.NETWORKIDLE);
        page.waitForFunction("[...document.querySelectorAll('.freshness-word')].every(word => word.textContent)");
        page.evaluate(AXE);
        // The vendor's banner is not ours to change.
        var found = page.evaluate("""
                async () => (await axe.run({ exclude: [['vaadin-commercial-banner']] })).violations
                    .filter(violation => ['serious', 'critical'].includes(violation.impact))
                    .flatMap(violation => violation.nodes.map(node =>
                        `${violation.id}: ${node.html} (${node.failureSummary})`))
                """);
        assertThat((List<?>) found).as(path).isEmpty();
    }

    private static String load() {
        try (InputStream script = Objects.requireNonNull(AxeTest.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
