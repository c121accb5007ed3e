package io.tidemark.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Program;
import io.tidemark.testing.Visitor;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** From an empty page to the first call over HTTP. */
@BrowserTest
class FirstCallTest {

    private static final Pattern COMMAND =
            Pattern.compile("(?s)curl http://localhost:\\d+/api/usage .*Bearer (tm_\\w{49})\" .*-d '(\\{.*})'");

    @LocalServerPort
    int port;

    @Test
    void whoeverMayNotMakeKeysIsSentToSomebodyWhoMay(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/analytics");

        assertThat(page.locator(".step", new Page.LocatorOptions().setHasText("Send the first call")))
                .containsText("which an admin makes for you");
        assertThat(makeKey(page)).isHidden();
    }

    @Test
    void anAdminGetsACommandThatWorksAtAClick(Visitor visitor) {
        Page page = visitor.open("/analytics");
        makeKey(page).click();

        var command = page.locator(".step pre").first();
        assertThat(command).containsText("Bearer tm_");
        var parts = COMMAND.matcher(command.textContent());
        assertThat(parts.matches()).isTrue();
        var answer = Program.withKey(port, parts.group(1))
                .post("/api/usage", BodyPublishers.ofString(parts.group(2).replace("0.0065", "0.00033")));
        assertThat(answer.statusCode()).isEqualTo(201);

        assertThat(page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText("Calls"))
                        .locator(".tile-value"))
                .hasText("1");
        Locator steps = page.locator("vaadin-chart .highcharts-yaxis-labels text");
        assertThat(steps.first()).hasText("$0");
        assertThat(steps.nth(1)).hasText("$0.0001");
        assertThat(steps.nth(2)).hasText("$0.0002");
        page.locator("vaadin-chart .highcharts-point.filling").first().hover();
        assertThat(page.locator("vaadin-chart .highcharts-tooltip .total td").last())
                .hasText("$0.00033");
        axesAndTooltipsHaveTheDigitsTheyNeed(page);
    }

    /** Here because the script is at hand in a page that is open. */
    private static void axesAndTooltipsHaveTheDigitsTheyNeed(Page page) {
        assertThat((String) page.evaluate("""
                [[0.005, 3], [1.5, 3], [12, 3], [250, 5], [2500, 4], [250000, 4]].map(([step, count]) =>
                    Array.from({length: count + 1}, (_, i) => tidemarkChart.label(i * step, step, count * step, 'USD')).join(' '))
                    .join('\\n')""")).isEqualTo("""
                $0 $0.005 $0.010 $0.015
                $0 $1.50 $3.00 $4.50
                $0 $12 $24 $36
                $0 $250 $500 $750 $1,000 $1,250
                $0 $2.5k $5.0k $7.5k $10.0k
                $0 $0.25M $0.50M $0.75M $1.00M""");
        assertThat((String) page.evaluate("""
                [[57.6184], [1.005, 1.005, 1.005], [8.00004, -8], [25, 0.0004]].map(values => tidemarkChart.amounts(values, 'USD'))
                    .map(({total, each}) => total + ' = ' + each.join(' + ').replaceAll('\\u00a0', ''))
                    .join('\\n')""")).isEqualTo("""
                $57.62 = $57.62
                $3.01 = $1.01 + $1.00 + $1.00
                $0.00004 = $8.00004 + -$8.00000
                $25.00 = $25.00 + <$0.01""");
    }

    private static Locator makeKey(Page page) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make a key for it"));
    }
}
