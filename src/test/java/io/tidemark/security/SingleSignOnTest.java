package io.tidemark.security;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.Visitor;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Signing in through an OpenID provider, which is set up by properties alone. */
@BrowserTest
class SingleSignOnTest {

    private static final MockOAuth2Server PROVIDER =
            new MockOAuth2Server(OAuth2Config.Companion.fromJson("{\"interactiveLogin\": true}"));

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        PROVIDER.start();
        String client = "spring.security.oauth2.client.";
        properties.add(client + "registration.example.client-id", () -> "tidemark");
        properties.add(client + "registration.example.client-secret", () -> "secret");
        properties.add(client + "registration.example.client-name", () -> "Example Inc.");
        properties.add(client + "registration.example.scope", () -> "openid,profile");
        properties.add(
                client + "provider.example.issuer-uri",
                () -> PROVIDER.issuerUrl("example").toString());
        properties.add("tidemark.oidc.roles-claim", () -> "realm_access.roles");
    }

    @AfterAll
    static void stop() {
        PROVIDER.shutdown();
    }

    /** The provider's page wants a font from elsewhere. */
    @AfterEach
    void forgiveTheProvider(Visitor visitor) {
        visitor.complaints().removeIf(complaint -> complaint.contains("fonts."));
    }

    @Test
    void anAdminOfTheProviderIsOneHereAndIsLedBackToThePage(Visitor visitor) {
        Page page = visitor.as(null).open("/admin/users");

        signIn(page, "subject-of-grace", "\"grace\"", "[\"tidemark-admin\"]");

        assertThat(page.locator("h1")).hasText("Users");
        assertThat(page.locator(".account-name")).hasText("grace");
        assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("grace")))
                .containsText("Single sign-on");
        page.locator(".account-menu [role=menuitem]").first().click();
        assertThat(page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Change password")))
                .hasCount(0);
    }

    @Test
    void aRoleThatWasTakenAwayThereIsGoneHereAtTheNextSignIn(Visitor visitor) {
        Page before = visitor.as(null).open("/analytics");
        signIn(before, "subject-of-linus", "\"linus\"", "[\"tidemark-admin\"]");
        assertThat(before.locator(".account-role")).hasText("Admin");

        Page after = visitor.as(null).open("/analytics");
        signIn(after, "subject-of-linus", "\"linus\"", "[\"tidemark-viewer\", \"other\"]");

        assertThat(after.locator(".account-role")).hasText("Viewer");
        assertThat(before.locator("h1")).hasText("Sign in");
        visitor.complaints().clear();
    }

    @Test
    void whoLosesEveryRoleThereIsSignedOutAndNoAdminHere(Visitor visitor) {
        Page before = visitor.as(null).open("/analytics");
        signIn(before, "subject-of-dennis", "\"dennis\"", "[\"tidemark-admin\"]");
        assertThat(before.locator(".account-role")).hasText("Admin");

        Page after = visitor.as(null).open("/login");
        signIn(after, "subject-of-dennis", "\"dennis\"", "[]");

        assertThat(after.getByRole(AriaRole.ALERT)).containsText("you have no role in Tidemark");
        assertThat(before.locator("h1")).hasText("Sign in");
        assertThat(jdbc.sql("SELECT role FROM app_user WHERE name = 'dennis'")
                        .query(String.class)
                        .single())
                .isEqualTo("VIEWER");
        assertThat(jdbc.sql("SELECT detail FROM audit_event WHERE subject = 'dennis' ORDER BY id DESC LIMIT 2")
                        .query(String.class)
                        .list())
                .containsExactly("single sign-on, no role", "ADMIN -> VIEWER, by the OpenID provider");
        visitor.complaints().clear();
    }

    @Test
    void whoHasNoRoleIsToldSo(Visitor visitor) {
        Page page = visitor.as(null).open("/login");

        signIn(page, "subject-of-mallory", "\"mallory\"", "[\"something-else\"]");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("you have no role in Tidemark");
        assertThat(jdbc.sql("SELECT count(*) FROM app_user WHERE name = 'mallory'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aNameThatSomebodyHasHereDoesNotMakeThemTheSamePerson(Visitor visitor) {
        Page page = visitor.as(null).open("/analytics");

        signIn(page, "subject-of-an-impostor", "\"admin\"", "[\"tidemark-viewer\"]");

        assertThat(page.locator(".account-name")).hasText("admin (2)");
        assertThat(page.locator(".account-role")).hasText("Viewer");
    }

    private static void signIn(Page page, String subject, String name, String roles) {
        String here = page.url().replaceFirst("(http://[^/]+/).*", "$1");
        page.getByText("Sign in with Example Inc.").click();
        page.locator("input[name=username]").fill(subject);
        page.locator("textarea[name=claims]")
                .fill("{\"preferred_username\": %s, \"realm_access\": {\"roles\": %s}}".formatted(name, roles));
        page.locator("input[type=submit], button[type=submit]").first().click();
        page.waitForURL(url -> url.startsWith(here));
    }
}
