package io.tidemark.security;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Somebody who is signed in.
 *
 * @param userId in {@code app_user}
 * @param mustChangePassword whether nothing else works before that
 * @param singleSignOn whether an OpenID provider vouches for them, who then have no password here
 * @param mustAddSecondFactor whether nothing else works before that
 */
public record SignedIn(
        long userId,
        String name,
        Role role,
        boolean mustChangePassword,
        boolean singleSignOn,
        boolean mustAddSecondFactor)
        implements AuthenticatedPrincipal, Serializable {

    SignedIn(long userId, String name, Role role, boolean mustChangePassword, boolean singleSignOn) {
        this(userId, name, role, mustChangePassword, singleSignOn, false);
    }

    @Override
    public String getName() {
        return name;
    }

    /** Who is signed in where this is called: in a request, or in a page's turn. */
    public static Optional<SignedIn> current() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .map(Authentication::getPrincipal)
                .filter(SignedIn.class::isInstance)
                .map(SignedIn.class::cast);
    }

    Collection<GrantedAuthority> authorities() {
        return mustChangePassword || mustAddSecondFactor ? List.of() : role.authorities();
    }
}
