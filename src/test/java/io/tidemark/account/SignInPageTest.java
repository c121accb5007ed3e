package io.tidemark.account;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.security.Role;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Signing in and out as people do it, with the keyboard alone where there is no other mark. */
@BrowserTest
@TestPropertySource(properties = "tidemark.admin-password=" + HttpVisitor.ADMIN_PASSWORD)
class SignInPageTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource dataSource;

    @Test
    void theFirstAdminSignsInAndHasToChooseAPassword(Visitor visitor) {
        jdbc.sql("DELETE FROM sign_in").update();
        jdbc.sql("UPDATE app_user SET must_change_password = true WHERE name = 'admin'")
                .update();
        Page page = visitor.as(null).open("/analytics?range=7d");
        assertThat(page.getByText("Its password is the one in TIDEMARK_ADMIN_PASSWORD."))
                .isVisible();
        assertThat(page.getByLabel("Name")).isFocused();

        type(page, "admin");
        type(page, HttpVisitor.ADMIN_PASSWORD);
        page.keyboard().press("Enter");

        assertThat(page.locator("h1")).hasText("Change password");
        page.navigate("/admin/users");
        assertThat(page.locator("h1")).hasText("Change password");
        assertThat(page.getByLabel("Present password")).isFocused();
        type(page, HttpVisitor.ADMIN_PASSWORD);
        type(page, "short");
        type(page, "short");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("At least 12 characters are needed.");
        page.getByLabel("New password", exactly()).fill("quite another one");
        page.getByLabel("New password again").fill("quite another one");
        page.keyboard().press("Enter");

        assertThat(page.locator("h1")).hasText("Overview");
        assertThat(page.locator(".account-name")).hasText("admin");
        page.reload();
        assertThat(page.locator("h1")).hasText("Overview");
        jdbc.sql("DELETE FROM sign_in").update();
    }

    @Test
    void aPasswordThatAnAdminResetsMeanwhileIsNotChanged(Visitor visitor) throws SQLException {
        Page page = visitor.as(Role.VIEWER).open("/account/password");
        jdbc.sql("UPDATE app_user SET password_hash = '{noop}the present one' WHERE name = 'test-viewer'")
                .update();
        page.getByLabel("Present password").fill("the present one");
        page.getByLabel("New password", exactly()).fill("quite another one");
        page.getByLabel("New password again").fill("quite another one");
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate(
                    "UPDATE app_user SET password_hash = '{noop}given by an admin' WHERE name = 'test-viewer'");
            page.keyboard().press("Enter");
            Until.asserted(() -> assertThat(
                            jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE pg_blocking_pids(pid) <> '{}'")
                                    .query(Integer.class)
                                    .single())
                    .isPositive());
            connection.commit();
        }

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("The present password is a different one.");
        assertThat(jdbc.sql("SELECT password_hash FROM app_user WHERE name = 'test-viewer'")
                        .query(String.class)
                        .single())
                .isEqualTo("{noop}given by an admin");
    }

    @Test
    void aWrongPasswordIsSaid(Visitor visitor) {
        Page page = visitor.as(null).open("/login");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password", exactly()).fill("wrong");
        page.locator("vaadin-button").click();

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Wrong name or password.");
        assertThat(page.getByLabel("Name")).isFocused();
    }

    @Test
    void signingOutEndsThePageAndTheBackButtonBringsNothingBack(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/analytics");
        assertThat(page.locator("h1")).hasText("Overview");

        choose(page, "Sign out");

        assertThat(page.locator("h1")).hasText("Sign in");
        page.goBack();
        assertThat(page.locator("h1")).hasText("Sign in");
        visitor.complaints().clear();
    }

    @Test
    void aPageWhoseServerWasStartedAnewCanStillSignOut(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/analytics");
        assertThat(page.locator("h1")).hasText("Overview");
        page.context().clearCookies(new BrowserContext.ClearCookiesOptions().setName("JSESSIONID"));

        choose(page, "Sign out");

        assertThat(page.locator("h1")).hasText("Sign in");
        page.navigate("/analytics");
        assertThat(page.locator("h1")).hasText("Sign in");
        visitor.complaints().clear();
    }

    @Test
    void aRoleThatIsChangedBySqlClosesThePagesOfThatUser(Visitor visitor) {
        Page page = visitor.open("/admin/users");
        assertThat(page.locator("h1")).hasText("Users");

        jdbc.sql("UPDATE app_user SET role = 'VIEWER' WHERE name = 'test-admin'")
                .update();

        assertThat(page.locator("h1")).hasText("Sign in");
        visitor.complaints().clear();
    }

    @Test
    void signingOutEverywhereClosesThePagesOfOtherBrowsers(Visitor visitor) {
        Page here = visitor.as(Role.VIEWER).open("/analytics");
        Page there = visitor.as(Role.VIEWER).open("/analytics");
        Page somebodyElse = visitor.open("/analytics");
        assertThat(there.locator("h1")).hasText("Overview");
        assertThat(here.locator("h1")).hasText("Overview");

        choose(here, "Sign out everywhere");

        assertThat(here.locator("h1")).hasText("Sign in");
        assertThat(there.locator("h1")).hasText("Sign in");
        assertThat(somebodyElse.locator("h1")).hasText("Overview");
        visitor.complaints().clear();
    }

    @Test
    void aViewerHasNoAdminPagesInTheNavigation(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/analytics");

        assertThat(page.locator("vaadin-side-nav-item").first()).containsText("Overview");
        assertThat(page.locator("vaadin-side-nav-item", new Page.LocatorOptions().setHasText("Import")))
                .hasCount(0);
        assertThat(page.locator(".account-role")).hasText("Viewer");
        assertThat(page.locator("#refresh-data")).isVisible();
    }

    @Test
    void fitsAPhoneAndTheDark(Visitor visitor) {
        Page page = visitor.as(null).openOnAPhone("/login");
        assertThat(page.locator("h1")).hasText("Sign in");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);

        Page dark = visitor.as(null).openInTheDark("/login");
        assertThat(dark.locator(".card")).hasCSS("background-color", "rgb(23, 27, 35)");
    }

    @Test
    void theBannerOfTheVendorIsShown(Visitor visitor) {
        Page page = visitor.open("/analytics");
        assertThat(page.locator("h1")).hasText("Overview");

        boolean licensed = !page.content().contains("vaadin-commercial-banner");
        assertThat(licensed
                        || (boolean) page.evaluate("customElements.get('vaadin-commercial-banner') !== undefined"
                                + " && document.elementFromPoint(innerWidth / 2, innerHeight - 20) === document.body"))
                .isTrue();
    }

    private static void type(Page page, String text) {
        page.keyboard().type(text);
        page.keyboard().press("Tab");
        // Past the button that reveals a password.
        if (page.evaluate("document.activeElement.localName").equals("vaadin-password-field-button")) {
            page.keyboard().press("Tab");
        }
    }

    private static void choose(Page page, String entry) {
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(Pattern.compile("Account of")))
                .focus();
        page.keyboard().press("Enter");
        page.getByRole(
                        AriaRole.MENUITEM,
                        new Page.GetByRoleOptions().setName(entry).setExact(true))
                .focus();
        page.keyboard().press("Enter");
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }
}
