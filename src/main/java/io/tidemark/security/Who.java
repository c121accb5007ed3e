package io.tidemark.security;

import io.tidemark.security.keys.ApiKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who does something, and from where, as the audit tells it.
 *
 * @param role null for those who are not signed in, and for API keys
 * @param address of the client; empty where none is known
 * @param id what stays the same whatever they are called: {@code user 7} or {@code key 3}; null for nobody and for Tidemark
 */
public record Who(
        String name,
        @Nullable Role role,
        String address,
        @Nullable String id) {

    /** The name of those who are not signed in. */
    public static final String NOBODY = "nobody";

    /** Somebody who is neither a user nor a key. */
    public Who(String name, @Nullable Role role, String address) {
        this(name, role, address, null);
    }

    /** Whoever this thread works for. Ask before handing work to another thread, which works for nobody. */
    public static Who current() {
        // Who is nobody is told by what Spring Security knows, and by no name.
        var known = Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .filter(authentication -> !(authentication instanceof AnonymousAuthenticationToken));
        return new Who(
                known.map(Authentication::getName).orElse(NOBODY),
                SignedIn.current().map(SignedIn::role).orElse(null),
                addressOfRequest(),
                known.map(Authentication::getPrincipal).map(Who::id).orElse(null));
    }

    /** Whether they may change things. */
    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    private static @Nullable String id(Object principal) {
        return switch (principal) {
            case SignedIn user -> "user " + user.userId();
            case ApiKey key -> key.getName();
            default -> null;
        };
    }

    private static String addressOfRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest().getRemoteAddr()
                : "";
    }
}
