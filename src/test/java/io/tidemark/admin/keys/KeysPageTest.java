package io.tidemark.admin.keys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.security.Role;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page of the API keys, as admins see and use it. */
@BrowserTest
class KeysPageTest {

    private static final int PHONE_WIDTH = 360;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApiKeys keys;

    @BeforeEach
    void noKeys() {
        jdbc.sql("DELETE FROM api_key").update();
    }

    @Test
    void aNewKeyIsShownOnceAndAccepted(Visitor visitor) {
        Page page = visitor.open("/admin/keys");
        assertThat(page.locator(".empty-state")).containsText("No keys yet");

        button(page, "New key").first().click();
        page.getByLabel("Name").fill("Billing service");
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("read"))
                .check();
        button(page, "Make key").click();

        var secret = page.locator(".secret pre");
        assertThat(secret).hasText(Pattern.compile("tm_\\w{49}"));
        String key = secret.textContent();
        assertThat(Program.withKey(port, key).get("/api/status").statusCode()).isEqualTo(200);
        assertThat(page.locator(".code-block").last())
                .containsText("http://localhost:" + port + "/api/metrics/summary");

        button(page, "I have copied it").click();
        assertThat(row(page, "Billing service")).containsText(key.substring(0, 11) + "…");
        assertThat(row(page, "Billing service").locator(".tag")).hasText(new String[] {"ingest", "read"});
        page.reload();
        assertThat(row(page, "Billing service")).containsText("by test-admin");
        assertThat(page.content()).doesNotContain(key);
    }

    @Test
    void theKeyIsCopiedAtAClick(Visitor visitor) {
        Page page = visitor.open(
                "/admin/keys", options -> options.setPermissions(List.of("clipboard-read", "clipboard-write")));
        button(page, "New key").first().click();
        page.getByLabel("Name").fill("Copied");
        page.keyboard().press("Enter");

        button(page, "Copy the key").click();

        assertThat(button(page, "Copied")).isVisible();
        assertThat(page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo(page.locator(".secret pre").textContent());
    }

    @Test
    void aMistakeIsSaidBesideItsField(Visitor visitor) {
        make("Billing", KeyScope.READ);
        Page page = visitor.open("/admin/keys");

        button(page, "New key").first().click();
        button(page, "Make key").click();
        // Not the copy that is read aloud, which says the same for a moment.
        var mistake = page.locator("vaadin-text-field > [slot='error-message']");
        assertThat(mistake).containsText("Say what will use it");
        page.getByLabel("Name").fill("billing");
        button(page, "Make key").click();
        assertThat(mistake).containsText("There is a key “billing” already");
        page.getByLabel("Name").fill("Billing 2");
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("ingest"))
                .uncheck();
        button(page, "Make key").click();
        assertThat(page.locator("vaadin-checkbox-group > [slot='error-message']"))
                .containsText("Choose at least one");
    }

    @Test
    void revokingNamesTheKeyAndTakesEffectAtOnce(Visitor visitor) {
        var program = Program.withKey(port, make("Billing", KeyScope.READ));
        make("Reports", KeyScope.READ);
        Page page = visitor.open("/admin/keys");

        button(page, "Revoke Billing").click();
        assertThat(page.getByText("Revoke “Billing”?")).isVisible();
        button(page, "Keep it").click();
        assertThat(program.get("/api/status").statusCode()).isEqualTo(200);

        button(page, "Revoke Billing").click();
        button(page, "Revoke “Billing”").click();
        assertThat(page.locator(".key-table tbody tr")).hasCount(1);
        assertThat(program.get("/api/status").statusCode()).isEqualTo(401);

        page.getByLabel("Show expired and revoked").check();
        assertThat(row(page, "Billing")).containsText("by test-admin");
    }

    @Test
    void whatWasNotDoneIsSaidAndItsDialogStays(Visitor visitor) {
        var program = Program.withKey(port, make("Billing", KeyScope.READ));
        Page page = visitor.open("/admin/keys");
        button(page, "Revoke Billing").click();
        jdbc.sql("ALTER TABLE api_key RENAME TO api_key_away").update();
        try {
            button(page, "Revoke “Billing”").click();
            assertThat(page.locator("vaadin-notification-card").first())
                    .hasText("Not done: the database answered with an error, which is in the server's log.");
            assertThat(page.getByText("Revoke “Billing”?")).isVisible();
        } finally {
            jdbc.sql("ALTER TABLE api_key_away RENAME TO api_key").update();
        }

        button(page, "Revoke “Billing”").click();

        assertThat(page.locator("h1")).hasText("API keys");
        assertThat(page.getByText("Revoke “Billing”?")).isHidden();
        assertThat(program.get("/api/status").statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyThatExpiresSoonStandsOut(Visitor visitor) {
        keys.create("Soon", Set.of(KeyScope.READ), Instant.now().plus(Duration.ofDays(3)), TestUsers.WHO);

        assertThat(row(visitor.open("/admin/keys"), "Soon").locator(".soon")).hasText(Pattern.compile("in [23] days"));
    }

    @Test
    void fitsAPhone(Visitor visitor) {
        make("A service with a rather long name, sixty characters of it", KeyScope.values());

        Page page = visitor.openOnAPhone("/admin/keys");

        assertThat(row(page, "A service")).isVisible();
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(PHONE_WIDTH);
    }

    @Test
    void isForAdmins(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/admin/keys");

        assertThat(page.locator("h1")).not().hasText("API keys");
        visitor.complaints().clear();
    }

    private String make(String name, KeyScope... scopes) {
        return keys.create(name, Set.of(scopes), null, TestUsers.WHO).secret();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator row(Page page, String name) {
        return page.locator(".key-table tbody tr", new Page.LocatorOptions().setHasText(name));
    }
}
