package io.tidemark.security;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties.Registration;
import org.springframework.security.config.oauth2.client.CommonOAuth2Provider;
import org.springframework.security.oauth2.core.oidc.OidcScopes;

/** What {@code spring.security.oauth2.client.*} has to say before anybody can sign in by it. */
public final class SingleSignOnSettings {

    private static final String PREFIX = "spring.security.oauth2.client.";

    private SingleSignOnSettings() {}

    /**
     * Refuses what cannot work whatever the provider says; the provider itself is not asked.
     *
     * @throws FailureAnalyzedException naming the setting that is wrong
     */
    public static void check(OAuth2ClientProperties properties) {
        properties.getRegistration().forEach((id, registration) -> check(id, registration, properties.getProvider()));
    }

    private static void check(
            String id, Registration registration, Map<String, OAuth2ClientProperties.Provider> providers) {
        String name = PREFIX + "registration." + id;
        if (isBlank(registration.getClientId())) {
            throw wrong(name + ".client-id is missing.", "Set it to the name under which the provider knows Tidemark.");
        }
        String providerId = Optional.ofNullable(registration.getProvider()).orElse(id);
        OAuth2ClientProperties.Provider provider = providers.get(providerId);
        var common = common(providerId);
        if (provider == null && common.isEmpty()) {
            throw wrong(
                    PREFIX + "provider." + providerId + ".issuer-uri is missing.",
                    "Set it to the provider's address, for instance https://login.example.com/realms/company.");
        }
        if (provider != null) {
            check(providerId, provider, common.isPresent());
        }
        Set<String> scopes = Optional.ofNullable(registration.getScope())
                .or(() -> common.map(
                        known -> known.getBuilder(id).clientId("-").build().getScopes()))
                .orElse(Set.of());
        if (!scopes.contains(OidcScopes.OPENID)) {
            throw wrong(
                    name + ".scope does not contain openid, without which a provider does not say who somebody is.",
                    "Set it to openid,profile.");
        }
    }

    private static void check(String id, OAuth2ClientProperties.Provider provider, boolean isCommon) {
        String name = PREFIX + "provider." + id + ".issuer-uri";
        String issuer = provider.getIssuerUri();
        if (issuer != null && !isWebAddress(issuer)) {
            throw wrong(name + " is no address of a web server.", "It begins with https:// and names a host.");
        }
        if (issuer == null
                && !isCommon
                && (isBlank(provider.getAuthorizationUri()) || isBlank(provider.getTokenUri()))) {
            throw wrong(
                    name + " is missing.",
                    "Set it to the provider's address, for instance https://login.example.com/realms/company.");
        }
    }

    private static Optional<CommonOAuth2Provider> common(String id) {
        return Arrays.stream(CommonOAuth2Provider.values())
                .filter(provider -> provider.name().equalsIgnoreCase(id))
                .findFirst();
    }

    private static boolean isWebAddress(String text) {
        try {
            URI address = URI.create(text);
            return address.getHost() != null
                    && String.valueOf(address.getScheme()).matches("https?");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static FailureAnalyzedException wrong(String description, String action) {
        return new FailureAnalyzedException("Single sign-on is not set up: " + description, action);
    }
}
