package io.tidemark.security;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.KeycloakLike;
import io.tidemark.testing.Visitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A provider that says in the access token alone what somebody may do, as Keycloak does unless told otherwise. */
@BrowserTest
@ExtendWith(OutputCaptureExtension.class)
class RoleInAccessTokenTest {

    private static final KeycloakLike PROVIDER = new KeycloakLike();

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        String client = "spring.security.oauth2.client.";
        properties.add(client + "registration.company.client-id", () -> "tidemark");
        properties.add(client + "registration.company.client-secret", () -> "secret");
        properties.add(client + "registration.company.scope", () -> "openid,profile");
        properties.add(client + "provider.company.issuer-uri", PROVIDER::issuer);
        properties.add("tidemark.oidc.roles-claim", () -> "realm_access.roles");
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @Test
    void theRoleIsFoundThere(Visitor visitor) {
        Page page = signIn(visitor, "grace", Map.of("realm_access", Map.of("roles", List.of("tidemark-admin"))));

        assertThat(page.locator(".account-name")).hasText("grace");
        assertThat(page.locator(".account-role")).hasText("Admin");
    }

    @Test
    void whereNoneIsFoundThePageAndTheLogSayWhereItWasLookedForAndWhatWasThere(Visitor visitor, CapturedOutput output) {
        Page page = signIn(visitor, "mallory", Map.of("realm_access", Map.of("groups", List.of("a-secret-group"))));

        Locator alert = page.getByRole(AriaRole.ALERT);
        assertThat(alert).containsText("you have no role in Tidemark");
        assertThat(alert)
                .containsText("The claim realm_access.roles is neither in the ID token nor in the userinfo nor in the"
                        + " access token: the ID token has");
        assertThat(alert).containsText("the userinfo has locale, sub; the access token has");
        assertThat(alert).containsText("realm_access.groups");
        assertThat(alert).not().containsText("a-secret-group");
        assertThat(output.toString())
                .containsOnlyOnce("event=single_sign_on_no_role")
                .contains("The claim realm_access.roles is neither in the ID token")
                .doesNotContain("a-secret-group");
        page.reload();
        assertThat(alert).not().containsText("realm_access");
    }

    @Test
    void whereTheClaimNamesNoneOfOurRolesThatIsSaid(Visitor visitor) {
        Page page = signIn(visitor, "trent", Map.of("realm_access", Map.of("roles", List.of("offline_access"))));

        assertThat(page.getByRole(AriaRole.ALERT))
                .containsText("The claim realm_access.roles in the access token holds neither tidemark-admin nor"
                        + " tidemark-viewer.");
    }

    private static Page signIn(Visitor visitor, String who, Map<String, Object> inAccessToken) {
        PROVIDER.nextSignIn(who, inAccessToken);
        Page page = visitor.as(null).open("/analytics");
        page.getByText("Sign in with Company").click();
        return page;
    }
}
