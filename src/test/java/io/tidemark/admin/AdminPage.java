package io.tidemark.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Locale;

/** /admin/refresh as a test uses it. */
record AdminPage(Page page) {

    static AdminPage in(Page page) {
        assertThat(page.locator(".verdicts li").first()).isVisible();
        return new AdminPage(page);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    void press(String name) {
        button(name).first().click();
    }

    /** Answers the dialog that is open. */
    void confirm(String name) {
        dialog().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    Locator dialog() {
        return page.locator("vaadin-dialog[opened], vaadin-confirm-dialog[opened]");
    }

    /** Switches, with whatever else the dialog offers left as it is. */
    void switchTo(String strategy) {
        press("Switch to " + strategy);
        confirm("Switch to " + strategy);
        assertThat(outcome()).containsText(strategy + " is in use");
        assertThat(card(strategy).locator(".badge.active")).isVisible();
    }

    Locator card(String strategy) {
        return page.locator("#strategy-" + strategy.toLowerCase(Locale.ROOT));
    }

    /** What became of what was asked for. */
    Locator outcome() {
        return page.locator(".job-strip");
    }

    Locator verdicts() {
        return page.locator(".verdicts");
    }

    Locator trigger(String name) {
        return page.locator("#triggers tr", new Page.LocatorOptions().setHasText(name));
    }

    Locator runs() {
        return page.locator("#history vaadin-grid");
    }
}
