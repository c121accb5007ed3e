package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.KeycloakLike;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/** An access token is read only where the provider's keys say that it is the provider's. */
class AccessTokensTest {

    private static final Map<String, Object> ADMIN = Map.of("roles", "tidemark-admin");

    private static KeycloakLike provider;

    private final AccessTokens tokens = new AccessTokens();

    @BeforeAll
    static void start() {
        provider = new KeycloakLike();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @Test
    void whatTheProviderHasSignedIsRead() {
        var read = tokens.read(request(provider.token("grace", ADMIN, 60)));

        assertThat(read.claims()).containsEntry("roles", "tidemark-admin");
        assertThat(read.unread()).isEmpty();
    }

    @Test
    void whatSomebodyElseHasSignedIsNot() {
        try (var impostor = new KeycloakLike()) {
            assertUnread(impostor.token("grace", ADMIN, 60), "it could not be verified");
        }
    }

    @Test
    void whatWasChangedIsNot() {
        String[] parts = provider.token("grace", ADMIN, 60).split("\\.");
        String other =
                provider.token("grace", Map.of("roles", "tidemark-viewer"), 60).split("\\.")[1];

        assertUnread(parts[0] + "." + other + "." + parts[2], "it could not be verified");
    }

    @Test
    void whatNobodyHasSignedIsNot() {
        String unsigned =
                "eyJhbGciOiJub25lIn0." + provider.token("grace", ADMIN, 60).split("\\.")[1] + ".";

        assertUnread(unsigned, "it could not be verified");
    }

    @Test
    void whatHasRunOutIsNot() {
        assertUnread(provider.token("grace", ADMIN, -3600), "it could not be verified");
    }

    @Test
    void whatIsSomebodyElsesIsNot() {
        assertUnread(provider.token("linus", ADMIN, 60), "it is somebody else's");
    }

    @Test
    void whatIsNoJwtIsNot() {
        assertUnread("2YotnFZFEjr1zCsicMWpAA", "it is no signed JWT");
    }

    private void assertUnread(String token, String why) {
        assertThat(tokens.read(request(token))).isEqualTo(new AccessTokens.Content(Map.of(), why));
    }

    private static OidcUserRequest request(String accessToken) {
        var registration = ClientRegistration.withRegistrationId("keycloak")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientId("tidemark")
                .redirectUri("{baseUrl}/login/oauth2/code/keycloak")
                .authorizationUri(provider.issuer() + "/authorize")
                .tokenUri(provider.issuer() + "/token")
                .issuerUri(provider.issuer())
                .jwkSetUri(provider.keys())
                .build();
        Instant now = Instant.now();
        return new OidcUserRequest(
                registration,
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, accessToken, now, now.plusSeconds(60)),
                OidcIdToken.withTokenValue("id").subject("grace").build());
    }
}
