package io.tidemark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

@BrowserTest
class VisitorTest {

    @Test
    void showsTheApplicationInARealBrowser(Visitor visitor) {
        Page page = visitor.open("/analytics");

        assertThat(page.locator("body").textContent()).isNotBlank();
    }

    @Test
    void noticesWhatTheConsoleComplainsAbout(Visitor visitor) {
        Page page = visitor.openOnAPhone("/analytics");

        page.evaluate("console.error('broken')");

        assertThat(visitor.complaints()).singleElement().asString().startsWith("broken");
        visitor.complaints().clear();
    }

    @Test
    void prefersDarkWhenAsked(Visitor visitor) {
        Page page = visitor.openInTheDark("/analytics");

        assertThat(page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))
                .isEqualTo(true);
    }
}
