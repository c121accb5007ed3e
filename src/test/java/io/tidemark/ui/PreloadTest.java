package io.tidemark.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What browsers are told to fetch early. */
@BrowserTest
class PreloadTest {

    private static final List<String> MODULES = Preload.MODULES;

    @ParameterizedTest
    @FieldSource("MODULES")
    void eachModuleIsAFileOfTheBuild(String module) {
        assertThat(Preload.files(module)).hasSize(1);
    }

    @Test
    void noScriptIsFetchedEarlyThatThePageDoesNotUse(Visitor visitor) {
        var page = visitor.open("/analytics");
        assertThat(page.locator("tidemark-freshness[data-level]")).isAttached();

        assertThat((List<?>) page.evaluate("""
                () => [...document.querySelectorAll('link[rel=preload][as=script]')]
                    .filter(link => ![...document.scripts].some(script => script.src === link.href))
                    .map(link => link.href)""")).isEmpty();
        assertThat(page.locator("link[rel=modulepreload][fetchpriority=low]").count())
                .isEqualTo(MODULES.size());
    }
}
