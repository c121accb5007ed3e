package io.tidemark.security;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/**
 * The proof that a browser is signed in. Spring Security's own token for this would have those whom a page refuses sign in
 * once more.
 */
final class SignInToken extends AbstractAuthenticationToken {

    private final SignedIn who;

    SignInToken(SignedIn who) {
        super(who.authorities());
        this.who = who;
        setAuthenticated(true);
    }

    @Override
    public SignedIn getPrincipal() {
        return who;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignInToken token && who.equals(token.who) && super.equals(other);
    }

    @Override
    public int hashCode() {
        return Objects.hash(who);
    }

    /** Takes a token for what it is: nobody else can make one. */
    static final class Acceptance implements AuthenticationProvider {

        @Override
        public Authentication authenticate(Authentication token) {
            return token;
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return authentication == SignInToken.class;
        }
    }
}
