package io.tidemark.security;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A second factor as people set it up and use it, where admins need one. */
@BrowserTest
@TestPropertySource(properties = "tidemark.second-factor-for-admins=true")
class SecondFactorPageTest {

    private static final String PASSWORD = "a password of twelve";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Passwords passwords;

    @BeforeEach
    void anAdminAndAViewer() {
        jdbc.sql("DELETE FROM sign_in_failure").update();
        jdbc.sql("DELETE FROM app_user WHERE name IN ('ada', 'bob')").update();
        jdbc.sql(
                        "INSERT INTO app_user (name, role, password_hash) VALUES ('ada', 'ADMIN', :hash), ('bob', 'VIEWER', :hash)")
                .param("hash", passwords.hash(PASSWORD))
                .update();
    }

    @Test
    void anAdminSetsOneUpBeforeAnythingElseAndSignsInWithItFromThenOn(Visitor visitor) {
        Page page = signIn(visitor, "ada");
        assertThat(page.locator("h1")).hasText("Second factor");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Admins need a second factor here.");
        page.navigate("/admin/users");
        assertThat(page.locator("h1")).hasText("Second factor");

        button(page, "Set up");
        assertThat(page.locator(".qr-code")).isVisible();
        byte[] secret = decoded(page.locator(".secret").textContent());
        page.getByLabel("Code that the app shows then").fill("000 00");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("This is not the code of now.");
        page.getByLabel("Code that the app shows then").fill(code(secret));
        page.keyboard().press("Enter");
        assertThat(page.locator(".recovery-codes li")).hasCount(Codes.RECOVERY_CODES);
        String recovery = page.locator(".recovery-codes li").first().textContent();
        button(page, "I have written them down");
        assertThat(page.locator("h1")).hasText("Overview");
        page.navigate("/admin/users");
        assertThat(page.locator("h1")).hasText("Users");
        assertThat(page.locator(".users-table")).containsText("Password and code");

        Page again = signIn(visitor, "ada");
        assertThat(again.locator("h1")).hasText("Your code");
        assertThat(again.getByLabel("Code")).isFocused();
        again.keyboard().type(recovery);
        again.keyboard().press("Enter");
        assertThat(again.locator("h1")).hasText("Overview");
        visitor.complaints().clear();
    }

    @Test
    void whoLeavesThePageWithTheRecoveryCodesCanStillGoOn(Visitor visitor) {
        Page page = signIn(visitor, "ada");
        button(page, "Set up");
        page.getByLabel("Code that the app shows then")
                .fill(code(decoded(page.locator(".secret").textContent())));
        page.keyboard().press("Enter");
        assertThat(page.locator(".recovery-codes li")).hasCount(Codes.RECOVERY_CODES);
        page.setViewportSize(360, 740);
        assertThat(page.locator(".recovery-codes li").first().evaluate("line => line.scrollWidth <= line.clientWidth"))
                .isEqualTo(true);
        assertThat(page.locator(".recovery-codes code").first().evaluate("code => code.getClientRects().length"))
                .isEqualTo(1);

        page.navigate("/account/second-factor");
        assertThat(page.getByText("It is on")).isVisible();
        page.getByText("Back to the dashboards").click();

        assertThat(page.locator("h1")).hasText("Overview");
    }

    @Test
    void aViewerMayDoWithoutOneAndTurnItOnAndOff(Visitor visitor) {
        Page page = signIn(visitor, "bob");
        assertThat(page.locator("h1")).hasText("Overview");
        page.navigate("/account/second-factor");
        button(page, "Set up");
        page.getByLabel("Code that the app shows then")
                .fill(code(decoded(page.locator(".secret").textContent())));
        button(page, "Turn on");
        button(page, "I have written them down");
        assertThat(page.locator("h1")).hasText("Overview");

        jdbc.sql("UPDATE sign_in SET confirmed_at = now() - interval '1 hour'").update();
        page.navigate("/account/second-factor");
        assertThat(page.getByText("10 recovery codes are left")).isVisible();
        button(page, "Turn off");
        assertThat(page.getByText("Is it still you?")).isVisible();
        page.getByLabel("Your password", new Page.GetByLabelOptions().setExact(true))
                .fill(PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.getByText("It is off")).isVisible();
        assertThat(jdbc.sql("SELECT count(*) FROM app_user WHERE totp_secret IS NOT NULL AND name = 'bob'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void fitsAPhoneAndTheDark(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).openOnAPhone("/account/second-factor");
        button(page, "Set up");
        assertThat(page.locator(".qr-code")).isVisible();
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);

        Page dark = visitor.as(Role.VIEWER).openInTheDark("/account/second-factor");
        button(dark, "Set up");
        assertThat(dark.locator(".qr-code")).isVisible();
        assertThat(dark.locator(".card")).hasCSS("background-color", "rgb(23, 27, 35)");
    }

    private Page signIn(Visitor visitor, String name) {
        Page page = visitor.as(null).open("/login");
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
        page.keyboard().press("Enter");
        return page;
    }

    private static void button(Page page, String name) {
        var button = page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
        button.focus();
        page.keyboard().press("Enter");
    }

    private static String code(byte[] secret) {
        return Totp.code(secret, Instant.now().getEpochSecond() / Totp.STEP_SECONDS);
    }

    /** As an app reads it. */
    private static byte[] decoded(String base32) {
        String digits = base32.chars()
                .map(letter -> letter >= 'A' ? letter - 'A' : letter - '2' + 26)
                .mapToObj(value -> Integer.toString(value, 32))
                .collect(Collectors.joining());
        byte[] bytes = new BigInteger("1" + digits, 32).toByteArray();
        return Arrays.copyOfRange(bytes, bytes.length - 20, bytes.length);
    }
}
