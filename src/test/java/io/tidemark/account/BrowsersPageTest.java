package io.tidemark.account;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Visitor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One's own list of browsers, with the keyboard alone. */
@BrowserTest
class BrowsersPageTest {

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void nobodyIsSignedIn() {
        jdbc.sql("DELETE FROM sign_in").update();
    }

    @Test
    void oneThatHasAPageOpenIsSignedOutAndThePageCloses(Visitor visitor) {
        Page there = visitor.as(Role.VIEWER).open("/analytics");
        assertThat(there.locator("h1")).hasText("Overview");
        Page here = visitor.as(Role.VIEWER).open("/account/browsers");
        assertThat(entries(here)).hasCount(2);
        assertThat(entries(here).first()).containsText("This one");

        press(here, entries(here).last().getByRole(AriaRole.BUTTON));

        assertThat(entries(here)).hasCount(1);
        assertThat(there.locator("h1")).hasText("Sign in");
        assertThat(here.locator("h1")).hasText("Your browsers");
        assertThat(jdbc.sql("SELECT detail FROM audit_event WHERE action = 'signed out' ORDER BY id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .isEqualTo("A test, from another browser");
        visitor.complaints().clear();
    }

    @Test
    void thoseThatAreKeptWithoutAPageAreListedAndSignedOutTogether(Visitor visitor) {
        var users = new TestUsers(jdbc);
        users.token(Role.VIEWER);
        users.token(Role.VIEWER);
        users.token(Role.ADMIN);
        Page page = visitor.as(Role.VIEWER).open("/account/browsers");
        assertThat(entries(page)).hasCount(3);

        press(page, page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out of all others")));

        assertThat(entries(page)).hasCount(1);
        assertThat(jdbc.sql("SELECT name FROM open_sign_in ORDER BY name")
                        .query(String.class)
                        .list())
                .containsExactly("test-admin", "test-viewer");
    }

    @Test
    void theListIsReachedByTheMenu(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/analytics");
        assertThat(page.locator("h1")).hasText("Overview");

        press(
                page,
                page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(Pattern.compile("Account of")))
                        .first());
        press(
                page,
                page.getByRole(
                        AriaRole.MENUITEM,
                        new Page.GetByRoleOptions().setName("Your browsers").setExact(true)));

        assertThat(page.locator("h1")).hasText("Your browsers");
    }

    @Test
    void fitsAPhoneAndTheDark(Visitor visitor) {
        new TestUsers(jdbc).token(Role.VIEWER);
        Page page = visitor.as(Role.VIEWER).openOnAPhone("/account/browsers");
        assertThat(entries(page)).hasCount(2);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);

        Page dark = visitor.as(Role.VIEWER).openInTheDark("/account/browsers");
        assertThat(dark.locator(".card")).hasCSS("background-color", "rgb(23, 27, 35)");
        assertThat(entries(dark)).hasCount(3);
    }

    private static Locator entries(Page page) {
        return page.locator(".browser-list li");
    }

    private static void press(Page page, Locator what) {
        what.focus();
        page.keyboard().press("Enter");
    }
}
