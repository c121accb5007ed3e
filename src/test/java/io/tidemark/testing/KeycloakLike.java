package io.tidemark.testing;

import com.nimbusds.oauth2.sdk.TokenRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;
import okhttp3.Headers;

/** An OpenID provider that asks nobody anything, and puts claims of one's own into the access token alone. */
public final class KeycloakLike implements AutoCloseable {

    private static final String ID = "keycloak";

    private final AtomicReference<String> subject = new AtomicReference<>("");
    private final MockOAuth2Server server = new MockOAuth2Server(
            OAuth2Config.Companion.fromJson("{\"interactiveLogin\": false}"), new UserInfo(subject));

    /** Starts one on a free port. */
    public KeycloakLike() {
        server.start();
    }

    /** What {@code issuer-uri} takes. */
    public String issuer() {
        return server.issuerUrl(ID).toString();
    }

    /** Where its keys are. */
    public String keys() {
        return server.jwksUrl(ID).toString();
    }

    /** The next sign-in is somebody's, with these claims in the access token. */
    public void nextSignIn(String who, Map<String, Object> inAccessToken) {
        subject.set(who);
        server.enqueueCallback(new Tokens(who, inAccessToken));
    }

    /** A token that it has signed. */
    public String token(String who, Map<String, Object> claims, long seconds) {
        return server.issueToken(ID, who, "account", claims, seconds).serialize();
    }

    @Override
    public void close() {
        server.shutdown();
    }

    /** The answer of the userinfo endpoint, which would have all that is in the access token. */
    private record UserInfo(AtomicReference<String> subject) implements Route {

        @Override
        public boolean match(OAuth2HttpRequest request) {
            return request.getUrl().encodedPath().endsWith("/userinfo");
        }

        @Override
        public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
            String body = "{\"sub\": \"%s\", \"locale\": \"en\"}".formatted(subject.get());
            return new OAuth2HttpResponse(Headers.of("Content-Type", "application/json"), 200, body, null);
        }
    }

    /** It is asked for the ID token's claims first. */
    private record Tokens(String who, Map<String, Object> inAccessToken, AtomicInteger asked)
            implements OAuth2TokenCallback {

        Tokens(String who, Map<String, Object> inAccessToken) {
            this(who, inAccessToken, new AtomicInteger());
        }

        @Override
        public String issuerId() {
            return ID;
        }

        @Override
        public String subject(TokenRequest request) {
            return who;
        }

        @Override
        public String typeHeader(TokenRequest request) {
            return "JWT";
        }

        @Override
        public List<String> audience(TokenRequest request) {
            return List.of("account");
        }

        @Override
        public Map<String, Object> addClaims(TokenRequest request) {
            return asked.getAndIncrement() == 0 ? Map.of("preferred_username", who) : inAccessToken;
        }

        @Override
        public long tokenExpiry() {
            return 3600;
        }
    }
}
