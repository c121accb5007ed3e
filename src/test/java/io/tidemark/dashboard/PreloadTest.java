package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What browsers are told to fetch early. */
@BrowserTest
class PreloadTest {

    @Autowired
    private Preload preload;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void namesTheModulesOfTheOverviewAndNoneOfOtherViews() {
        assertThat(preload.modules())
                .anyMatch(file -> file.startsWith("FlowClient-"))
                .anyMatch(file -> file.startsWith("generated-flow-imports-"))
                .anyMatch(file -> file.startsWith("vaadin-chart-"))
                .anyMatch(file -> file.startsWith("chunk-"))
                .noneMatch(file -> file.startsWith("vaadin-grid-"))
                .noneMatch(file -> file.startsWith("indexhtml-"));
    }

    @Test
    void noModuleIsFetchedThatThePageDoesNotNameAtOnce(Visitor visitor) {
        var page = overview(visitor);

        var answer = page.request().get("/analytics").text();
        assertThat((List<?>) page.evaluate("""
                performance.getEntriesByType('resource')
                    .map(resource => new URL(resource.name).pathname.substring(1))
                    .filter(path => path.startsWith('VAADIN/build/'))"""))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(answer).contains((String) path));
    }

    @Test
    void noScriptIsFetchedEarlyThatThePageDoesNotUse(Visitor visitor) {
        var page = overview(visitor);

        assertThat((List<?>) page.evaluate("""
                () => [...document.querySelectorAll('link[rel=preload][as=script]')]
                    .filter(link => ![...document.scripts].some(script => script.src === link.href))
                    .map(link => link.href)""")).isEmpty();
        assertThat(page.locator("link[rel=modulepreload][fetchpriority=low]"))
                .hasCount(preload.modules().size());
    }

    @Test
    void whoHasToChangeThePasswordFirstIsToldOfNone(Visitor visitor) {
        overview(visitor.as(Role.VIEWER));
        jdbc.sql("UPDATE app_user SET must_change_password = true WHERE name = 'test-viewer'")
                .update();

        var page = visitor.as(Role.VIEWER).open("/analytics");
        assertThat(page.locator("h1")).hasText("Change password");
        assertThat(page.locator("link[rel=modulepreload][fetchpriority=low]")).hasCount(0);
    }

    private static Page overview(Visitor visitor) {
        var page = visitor.open("/analytics");
        assertThat(page.locator("tidemark-freshness[data-level]")).isAttached();
        return page;
    }
}
