package io.tidemark.testing;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Takes the README's pictures from the demo data. No test: bin/screenshots runs it by name. */
@BrowserTest
@TestPropertySource(properties = "tidemark.demo=true")
class Screenshots {

    @Test
    void overview(Visitor visitor) {
        take(visitor.open("/analytics"), "overview-light");
        take(visitor.openInTheDark("/analytics"), "overview-dark");
        take(visitor.openOnAPhone("/analytics"), "overview-phone");
    }

    private static void take(Page page, String name) {
        page.locator("vaadin-chart svg").first().waitFor();
        page.evaluate("document.fonts.ready");
        page.screenshot(new ScreenshotOptions().setPath(Path.of("docs/images", name + ".png")));
    }
}
