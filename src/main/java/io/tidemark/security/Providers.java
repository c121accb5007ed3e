package io.tidemark.security;

import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/** The OpenID providers that {@code spring.security.oauth2.client.*} names, whether they can be reached or not. */
@Component
public class Providers {

    private final List<Provider> all;

    Providers(ObjectProvider<OAuth2ClientProperties> properties) {
        all = Optional.ofNullable(properties.getIfAvailable()).stream()
                .flatMap(settings -> settings.getRegistration().entrySet().stream())
                .map(entry -> new Provider(
                        Optional.ofNullable(entry.getValue().getClientName())
                                .filter(StringUtils::hasText)
                                .orElseGet(() -> StringUtils.capitalize(entry.getKey())),
                        entry.getKey()))
                .toList();
    }

    /** One of them. */
    public record Provider(String name, String id) {

        /** Where signing in with it begins. */
        public String path() {
            return "oauth2/authorization/" + id;
        }
    }

    /** All of them; none where single sign-on is not configured. */
    public List<Provider> all() {
        return all;
    }
}
