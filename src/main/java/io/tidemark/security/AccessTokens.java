package io.tidemark.security;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** Reads access tokens, where they are JWTs that the provider has signed. What is not verified is not read. */
@Component
class AccessTokens {

    /** By registration: each keeps the keys of its provider. */
    private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

    /**
     * What is in one.
     *
     * @param claims none where it was not read
     * @param unread why it was not read; empty where it was
     */
    record Content(Map<String, Object> claims, String unread) {}

    Content read(OidcUserRequest request) {
        ClientRegistration registration = request.getClientRegistration();
        String token = request.getAccessToken().getTokenValue();
        if (token.split("\\.", -1).length != 3) {
            return unread("it is no signed JWT");
        }
        String keys = registration.getProviderDetails().getJwkSetUri();
        if (keys == null) {
            return unread("the provider names no keys to verify it with");
        }
        try {
            Jwt verified = decoders.computeIfAbsent(registration.getRegistrationId(), _ -> decoder(keys, registration))
                    .decode(token);
            String subject = verified.getSubject();
            return subject == null || subject.equals(request.getIdToken().getSubject())
                    ? new Content(verified.getClaims(), "")
                    : unread("it is somebody else's");
        } catch (BadJwtException e) {
            return unread("it could not be verified");
        } catch (JwtException e) {
            return unread("the provider's keys could not be read");
        }
    }

    private static Content unread(String why) {
        return new Content(Map.of(), why);
    }

    private static JwtDecoder decoder(String keys, ClientRegistration registration) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(keys)
                .jwsAlgorithms(all -> all.addAll(List.of(SignatureAlgorithm.values())))
                .validateType(false) // JWT here, at+jwt there
                .build();
        decoder.setJwtValidator(validator(registration.getProviderDetails().getIssuerUri()));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> validator(@Nullable String issuer) {
        return issuer == null
                ? new JwtTimestampValidator()
                : new DelegatingOAuth2TokenValidator<>(
                        Arrays.asList(new JwtTimestampValidator(), new JwtIssuerValidator(issuer)));
    }
}
