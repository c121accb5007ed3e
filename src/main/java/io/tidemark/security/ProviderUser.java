package io.tidemark.security;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** Somebody whom an OpenID provider vouches for, and who they are here. */
final class ProviderUser extends DefaultOidcUser {

    private final SignedIn who;

    ProviderUser(OidcUser user, SignedIn who) {
        super(who.authorities(), user.getIdToken(), user.getUserInfo());
        this.who = who;
    }

    /** Who somebody is here, whichever way they signed in. */
    static SignedIn signedIn(Authentication authentication) {
        return authentication.getPrincipal() instanceof ProviderUser user
                ? user.who
                : (SignedIn) Objects.requireNonNull(authentication.getPrincipal());
    }

    @Override
    public String getName() {
        return who.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProviderUser user && who.equals(user.who);
    }

    @Override
    public int hashCode() {
        return who.hashCode();
    }
}
