package io.tidemark.security;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.TestPropertySource;

/** What strangers see where the dashboards are public. */
@BrowserTest
@TestPropertySource(properties = "tidemark.public-dashboards=true")
class PublicDashboardsTest {

    @ParameterizedTest
    @CsvSource({
        "/, Overview",
        "/analytics, Overview",
        "/analytics/panel/model-costs, Overview",
        "/import, Sign in",
        "/admin/refresh, Sign in",
        "/admin/users, Sign in",
        "/admin/keys, Sign in",
        "/admin/audit, Sign in",
        "/account/password, Sign in"
    })
    void strangersSeeTheDashboardsAndNoMore(String path, String heading, Visitor visitor) {
        assertThat(visitor.as(null).open(path).locator("h1")).hasText(heading);
    }

    @Test
    void strangersLookAndDoNotAct(Visitor visitor) {
        Page page = visitor.as(null).open("/analytics");

        assertThat(page.locator(".account-menu")).hasText("Sign in");
        assertThat(page.locator("#refresh-data")).isHidden();
        assertThat(page.getByText("Load demo data")).isHidden();
        page.locator(".account-sign-in").click();
        assertThat(page.locator("h1")).hasText("Sign in");
    }
}
