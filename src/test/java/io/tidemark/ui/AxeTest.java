package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ReducedMotion;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.vaadin.flow.router.Route;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** No page and no dialog has a barrier that axe calls serious, in light and dark. */
@BrowserTest
class AxeTest {

    private static final String AXE = load();

    /** One address of each page, at least. */
    private static final List<String> PAGES = List.of(
            "/analytics",
            "/analytics/panel/daily-metrics",
            "/analytics/panel/model-costs",
            "/import",
            "/admin/refresh",
            "/admin/users",
            "/admin/keys",
            "/admin/audit",
            "/account/password",
            "/account/browsers",
            "/account/second-factor",
            "/account/passkeys",
            "/nonsense");

    private static final List<String> PAGES_FOR_STRANGERS = List.of("/login", "/login/code", "/login?problem=wrong");

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

    @Test
    void everyPageIsInTheLists() {
        var tried = Stream.concat(PAGES.stream(), PAGES_FOR_STRANGERS.stream())
                .map(path -> path.substring(1))
                .toList();
        var routes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.tidemark").stream()
                        .filter(type -> type.isAnnotatedWith(Route.class))
                        .map(type -> type.getAnnotationOfType(Route.class).value())
                        .filter(route -> !route.isEmpty()) // which leads to /analytics
                        .toList();

        assertThat(routes)
                .isNotEmpty()
                .allSatisfy(
                        route -> assertThat(tried).anyMatch(path -> path.matches(route.replaceAll(":\\w+", "[^/]+"))));
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void forAdmins(String path, Visitor visitor) {
        inspectInBothSchemes(visitor.open(path), path);
        visitor.complaints().clear();
    }

    @ParameterizedTest
    @FieldSource("PAGES_FOR_STRANGERS")
    void forStrangers(String path, Visitor visitor) {
        inspectInBothSchemes(visitor.as(null).open(path), path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/analytics", "/import"})
    void forViewers(String path, Visitor visitor) {
        inspect(visitor.as(Role.VIEWER).open(path), path);
        visitor.complaints().clear();
    }

    @Test
    void theDialogsAndDifferencesOfTheRefresh(Visitor visitor) {
        jdbc.sql("""
                INSERT INTO analytics_verification (started_at, started_by, calls, differing, days, cells)
                SELECT clock_timestamp(), 'ada', 100, 1, ARRAY[current_date], jsonb_build_array(jsonb_build_object(
                    'relation', 'usage_rollup', 'cell', '["hour"]', 'column', 'calls', 'found', '7', 'expected', '8',
                    'day', current_date))""").update();
        Page page = visitor.open("/admin/refresh");
        page.locator("#differences").waitFor();
        inspectInBothSchemes(page, "differences");

        for (var button : List.of("Repair this day", "Switch to Cron", "Pause…", "Rebuild…")) {
            press(page, button);
            dialogIsOpen(page);
            inspectInBothSchemes(page, button);
            page.keyboard().press("Escape");
            page.waitForCondition(() -> page.locator(OPEN_DIALOG).count() == 0);
        }
    }

    @Test
    void theDialogsOfTheKeysAndAKey(Visitor visitor) {
        Page page = visitor.open("/admin/keys");
        press(page, "New key");
        dialogIsOpen(page);
        inspectInBothSchemes(page, "new key");
        page.getByLabel("Name").fill("Billing");
        press(page, "Make key");
        page.locator(".secret").waitFor();
        inspectInBothSchemes(page, "the secret");
        press(page, "I have copied it");
        press(page, "Revoke Billing");
        dialogIsOpen(page);
        inspectInBothSchemes(page, "revoke");
        press(page, "Keep it");
        page.waitForCondition(() -> page.locator(OPEN_DIALOG).count() == 0);
        inspectInBothSchemes(page, "a key");
    }

    private static final String OPEN_DIALOG = "vaadin-dialog[opened], vaadin-confirm-dialog[opened]";

    private static void dialogIsOpen(Page page) {
        page.locator(OPEN_DIALOG).locator("vaadin-button").first().waitFor();
    }

    private static void press(Page page, String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .first()
                .click();
    }

    private static void inspectInBothSchemes(Page page, String what) {
        page.mouse().move(0, 0); // what it points at by chance looks otherwise
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
            inspect(page, what + " " + scheme);
        }
    }

    private static void inspect(Page page, String path) {
        page.locator("h1").waitFor();
        page.waitForLoadState(LoadState.NETWORKIDLE);
        page.waitForFunction("[...document.querySelectorAll('.freshness-word')].every(word => word.textContent)");
        // A color or an opacity on its way would be taken for what it is meant to be.
        page.waitForFunction("""
                document.getAnimations()
                    .every(one => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)""");
        page.evaluate(AXE);
        // The vendor's banner is not ours to change, and what lies dimmed behind a dialog is not to be read.
        var found = page.evaluate("""
                async (dialog) => (await axe.run(document.querySelector(dialog)
                        ?? { exclude: [['vaadin-commercial-banner']] })).violations
                    .filter(violation => ['serious', 'critical'].includes(violation.impact))
                    .flatMap(violation => violation.nodes.map(node =>
                        `${violation.id}: ${node.html} (${node.failureSummary})`))
                """, OPEN_DIALOG);
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
