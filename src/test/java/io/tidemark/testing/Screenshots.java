package io.tidemark.testing;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Page.WaitForConditionOptions;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Takes the README's pictures from the demo data. No test: bin/screenshots runs it by name. */
@BrowserTest
@TestPropertySource(properties = "tidemark.demo=true")
class Screenshots {

    @Autowired
    JdbcClient db;

    @Test
    void overviewAndRefresh(Visitor visitor) {
        visitor.open("/analytics")
                .waitForCondition(this::demoCallsAreCounted, new WaitForConditionOptions().setTimeout(120_000));

        take(visitor.open("/analytics"), "overview-light");
        take(visitor.openInTheDark("/analytics"), "overview-dark");
        take(visitor.openOnAPhone("/analytics"), "overview-phone");
        take(visitor.open("/admin/refresh"), "refresh-light");
        take(visitor.openInTheDark("/admin/refresh"), "refresh-dark");
    }

    private boolean demoCallsAreCounted() {
        return db.sql("""
                        SELECT as_of > now() - interval '5 seconds' AND EXISTS (SELECT FROM mv_model_costs)
                        FROM analytics_state
                        """).query(Boolean.class).single();
    }

    private static void take(Page page, String name) {
        page.locator("vaadin-chart .highcharts-point").first().waitFor();
        closeBanner(page);
        page.waitForFunction("Vaadin.connectionState.state === 'connected'");
        page.evaluate("document.fonts.ready");
        page.screenshot(new ScreenshotOptions()
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setPath(Path.of("docs/images", name + ".png")));
    }

    /** With the keyboard: its button is the page's last, and hidden from scripts. A build with a licence has none. */
    private static void closeBanner(Page page) {
        if (page.content().contains("vaadin-commercial-banner")) {
            page.keyboard().press("Shift+Tab");
            page.keyboard().press("Enter");
        }
    }
}
