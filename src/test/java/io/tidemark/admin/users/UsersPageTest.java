package io.tidemark.admin.users;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page of users, with the keyboard alone. */
@BrowserTest
class UsersPageTest {

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void onlyTheFirstAdmin() {
        jdbc.sql("DELETE FROM app_user WHERE name NOT IN ('admin', 'test-admin')")
                .update();
    }

    @Test
    void someoneIsAddedSignsInAndIsRemoved(Visitor visitor) {
        Page page = visitor.open("/admin/users");

        press(page, button(page, "Add user"));
        assertThat(page.getByLabel("Name")).isFocused();
        page.keyboard().type("ada");
        page.keyboard().press("Enter");
        String password = page.locator(".secret").textContent();
        press(page, button(page, "Done"));
        assertThat(page.locator(".secret")).hasCount(0);
        assertThat(row(page, "ada")).containsText("Viewer");
        assertThat(row(page, "ada")).containsText("Has to change the password");

        Page hers = visitor.as(null).open("/login");
        hers.getByLabel("Name").fill("ada");
        hers.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(password);
        hers.keyboard().press("Enter");
        assertThat(hers.locator("h1")).hasText("Change password");

        choose(page, "ada", "Remove");
        assertThat(page.getByText("Remove ada?")).isVisible();
        press(page, button(page, "Remove"));
        assertThat(row(page, "ada")).hasCount(0);
        assertThat(hers.locator("h1")).hasText("Sign in");
        visitor.complaints().clear();
    }

    @Test
    void theLastAdminStays(Visitor visitor) {
        Page page = visitor.open("/admin/users");
        jdbc.sql("DELETE FROM app_user WHERE name = 'admin'").update();

        choose(page, "test-admin", "Make a viewer");
        press(page, button(page, "Make a viewer"));

        assertThat(page.locator("vaadin-notification-card")).containsText("This is the last admin");
        assertThat(row(page, "test-admin")).containsText("Admin");
    }

    @Test
    void onesOwnPasswordIsChangedAndNotReset(Visitor visitor) {
        Page page = visitor.open("/admin/users");

        choose(page, "test-admin", "Change password");

        assertThat(page.locator("h1")).hasText("Change password");
        assertThat(page.getByLabel("Present password")).isVisible();
    }

    @Test
    void aNameThatIsTakenIsSaid(Visitor visitor) {
        Page page = visitor.open("/admin/users");

        button(page, "Add user").click();
        assertThat(page.getByLabel("Name")).isFocused();
        page.keyboard().press("Enter");
        Locator message = page.locator("vaadin-text-field [slot=error-message]");
        assertThat(message).hasText("A name is needed.");
        page.keyboard().type("Test-Admin");
        page.keyboard().press("Enter");

        assertThat(message).hasText("There is a user of this name already.");
    }

    @Test
    void fitsAPhone(Visitor visitor) {
        Page page = visitor.openOnAPhone("/admin/users");

        assertThat(page.locator("h1")).hasText("Users");
        org.assertj.core.api.Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(360);
    }

    private static void choose(Page page, String user, String entry) {
        // While the menu bar measures itself, the item inside of its button is a menu item too.
        var menu = page.getByRole(
                AriaRole.MENUITEM,
                new Page.GetByRoleOptions().setName("Actions for " + user).setExact(true));
        press(page, menu.first());
        press(
                page,
                page.getByRole(
                        AriaRole.MENUITEM,
                        new Page.GetByRoleOptions().setName(entry).setExact(true)));
    }

    private static void press(Page page, Locator what) {
        what.focus();
        page.keyboard().press("Enter");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator row(Page page, String name) {
        return page.locator(
                ".users-table tbody tr",
                new Page.LocatorOptions()
                        .setHas(page.locator(
                                ".user-name",
                                new Page.LocatorOptions().setHasText(Pattern.compile("^" + name + "$")))));
    }
}
