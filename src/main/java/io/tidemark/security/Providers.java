package io.tidemark.security;

import java.util.List;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.stereotype.Component;

/** The OpenID providers that {@code spring.security.oauth2.client.*} names. */
@Component
public class Providers {

    private final List<Provider> all;

    Providers(ObjectProvider<ClientRegistrationRepository> repository) {
        all = repository.getIfAvailable() instanceof Iterable<?> registrations
                ? StreamSupport.stream(registrations.spliterator(), false)
                        .map(ClientRegistration.class::cast)
                        .map(provider -> new Provider(provider.getClientName(), provider.getRegistrationId()))
                        .toList()
                : List.of();
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
