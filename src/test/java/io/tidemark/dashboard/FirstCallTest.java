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
        var answer = Program.withKey(port, parts.group(1)).post("/api/usage", BodyPublishers.ofString(parts.group(2)));
        assertThat(answer.statusCode()).isEqualTo(201);

        assertThat(page.locator("vaadin-app-layout .tile", new Page.LocatorOptions().setHasText("Calls"))
                        .locator(".tile-value"))
                .hasText("1");
    }

    private static Locator makeKey(Page page) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make a key for it"));
    }
}
