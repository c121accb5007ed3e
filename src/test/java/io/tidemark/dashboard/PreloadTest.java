package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What browsers are told to fetch early. */
@BrowserTest
class PreloadTest {

    @Autowired
    private Preload preload;

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

        assertThat((List<?>) page.evaluate("""
                async () => {
                    const html = await (await fetch(location.href)).text();
                    return performance.getEntriesByType('resource')
                        .map(resource => new URL(resource.name).pathname)
                        .filter(path => path.startsWith('/VAADIN/build/') && !html.includes(path.substring(1)));
                }""")).isEmpty();
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

    private static Page overview(Visitor visitor) {
        var page = visitor.open("/analytics");
        assertThat(page.locator("tidemark-freshness[data-level]")).isAttached();
        return page;
    }
}
