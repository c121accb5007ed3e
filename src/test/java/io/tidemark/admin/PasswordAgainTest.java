package io.tidemark.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever finds an admin's page open changes nothing that matters without the password. */
@BrowserTest
class PasswordAgainTest {

    private static final String PASSWORD = "the present one";

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void aFreshStart() {
        jdbc.sql("DELETE FROM sign_in_failure").update();
        jdbc.sql("DELETE FROM app_user WHERE name NOT IN ('admin', 'test-admin')")
                .update();
    }

    @Test
    void aUserIsAddedOnlyAfterThePasswordAndTheNextWithoutIt(Visitor visitor) {
        Page page = openLongAgo(visitor, "/admin/users");

        button(page, "Add user").click();
        page.getByLabel("Name").fill("ada");
        page.keyboard().press("Enter");
        assertThat(password(page)).isFocused();
        page.keyboard().type("a guess");
        page.keyboard().press("Enter");
        assertThat(problem(page)).hasText("The present password is a different one.");
        assertThat(names()).doesNotContain("ada");
        assertThat(guesses()).isEqualTo(1);
        password(page).fill(PASSWORD);
        page.keyboard().press("Enter");

        assertThat(page.locator(".secret")).isVisible();
        button(page, "Done").click();
        assertThat(names()).contains("ada");
        button(page, "Add user").click();
        page.getByLabel("Name").fill("bob");
        page.keyboard().press("Enter");
        assertThat(page.locator(".secret")).isVisible();
        assertThat(names()).contains("bob");
        assertThat(guesses()).isEqualTo(1);
    }

    @Test
    void aUserIsChangedOnlyAfterThePassword(Visitor visitor) {
        jdbc.sql("INSERT INTO app_user (name, role, password_hash) VALUES ('ada', 'VIEWER', '{noop}')")
                .update();
        Page page = openLongAgo(visitor, "/admin/users");

        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Actions for ada"))
                .first()
                .click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Make an admin"))
                .click();
        button(page, "Make an admin").click();
        assertThat(password(page)).isVisible();
        assertThat(role("ada")).isEqualTo("VIEWER");
        button(page, "Cancel").click();
        assertThat(password(page)).hasCount(0);

        assertThat(role("ada")).isEqualTo("VIEWER");
    }

    @Test
    void aKeyIsMadeAndRevokedOnlyAfterThePassword(Visitor visitor) {
        Page page = openLongAgo(visitor, "/admin/keys");

        button(page, "New key").first().click();
        page.getByLabel("Name").fill("Billing");
        button(page, "Make key").click();
        assertThat(password(page)).isVisible();
        assertThat(keys()).isZero();
        password(page).fill(PASSWORD);
        button(page, "Go on").click();
        button(page, "I have copied it").click();
        assertThat(keys()).isOne();

        confirmedLongAgo();
        button(page, "Revoke Billing").click();
        button(page, "Revoke “Billing”").click();
        assertThat(password(page)).isVisible();
        assertThat(keys()).isOne();
        password(page).fill(PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.getByText("No key is accepted").or(page.getByText("0 keys are accepted")))
                .isVisible();
        assertThat(keys()).isZero();
    }

    @Test
    void theStrategyIsSwitchedOnlyAfterThePassword(Visitor visitor) {
        var admin = AdminPage.in(openLongAgo(visitor, "/admin/refresh"));

        admin.press("Switch to Hybrid");
        admin.confirm("Switch to Hybrid");
        assertThat(password(admin.page())).isVisible();
        assertThat(strategy()).isEqualTo("TRIGGER");
        password(admin.page()).fill(PASSWORD);
        admin.page().keyboard().press("Enter");

        assertThat(admin.outcome()).containsText("Hybrid is in use");
    }

    @Test
    void refreshingIsPausedAndResumedOnlyAfterThePassword(Visitor visitor) {
        var admin = AdminPage.in(openLongAgo(visitor, "/admin/refresh"));

        admin.press("Pause…");
        admin.page().getByLabel("Reason").fill("a test");
        button(admin.page(), "Pause refreshing").click();
        assertThat(password(admin.page())).isVisible();
        assertThat(paused()).isFalse();
        password(admin.page()).fill(PASSWORD);
        admin.page().keyboard().press("Enter");
        assertThat(admin.outcome()).containsText("Paused");

        confirmedLongAgo();
        admin.press("Resume");
        assertThat(password(admin.page())).isVisible();
        assertThat(paused()).isTrue();
        password(admin.page()).fill(PASSWORD);
        admin.page().keyboard().press("Enter");
        assertThat(admin.outcome()).containsText("Resumed");
        assertThat(paused()).isFalse();
    }

    @Test
    void guessesAreBoundedAsAtTheDoor(Visitor visitor) {
        Page page = openLongAgo(visitor, "/admin/keys");
        jdbc.sql("""
                        INSERT INTO sign_in_failure (account, address)
                        SELECT sha256('test-admin'), '127.0.0.1' FROM generate_series(1, 10)""").update();

        button(page, "New key").first().click();
        page.getByLabel("Name").fill("Billing");
        button(page, "Make key").click();
        password(page).fill(PASSWORD);
        page.keyboard().press("Enter");

        assertThat(problem(page)).hasText("Too many wrong passwords. Try again in 15 minutes.");
    }

    private Page openLongAgo(Visitor visitor, String path) {
        Page page = visitor.open(path);
        assertThat(page.locator("h1")).isVisible();
        jdbc.sql("UPDATE app_user SET password_hash = ? WHERE name = 'test-admin'")
                .param("{noop}" + PASSWORD)
                .update();
        confirmedLongAgo();
        return page;
    }

    private void confirmedLongAgo() {
        jdbc.sql("UPDATE sign_in SET confirmed_at = now() - interval '16 minutes'")
                .update();
    }

    /** What stands beside the field; a screen reader is told the same. */
    private static Locator problem(Page page) {
        return page.locator("vaadin-password-field [slot=error-message]");
    }

    private List<String> names() {
        return jdbc.sql("SELECT name FROM app_user").query(String.class).list();
    }

    private String role(String name) {
        return jdbc.sql("SELECT role FROM app_user WHERE name = ?")
                .param(name)
                .query(String.class)
                .single();
    }

    private long keys() {
        return jdbc.sql("SELECT count(*) FROM api_key WHERE revoked_at IS NULL")
                .query(Long.class)
                .single();
    }

    private long guesses() {
        return jdbc.sql("SELECT count(*) FROM sign_in_failure")
                .query(Long.class)
                .single();
    }

    private boolean paused() {
        return jdbc.sql("SELECT paused_at IS NOT NULL FROM refresh_settings")
                .query(Boolean.class)
                .single();
    }

    private String strategy() {
        return jdbc.sql("SELECT strategy FROM refresh_settings")
                .query(String.class)
                .single();
    }

    private static Locator password(Page page) {
        return page.getByLabel("Your password", new Page.GetByLabelOptions().setExact(true));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
