package io.tidemark.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who does something, and from where, as the audit tells it.
 *
 * @param role null for those who are not signed in, and for API keys
 * @param address of the client; empty where none is known
 */
public record Who(String name, @Nullable Role role, String address) {

    /** The name of those who are not signed in. */
    public static final String NOBODY = "nobody";

    /** Whoever this thread works for. Ask before handing work to another thread, which works for nobody. */
    public static Who current() {
        String name = Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .map(Authentication::getName)
                .filter(known -> !known.equals("anonymousUser"))
                .orElse(NOBODY);
        return new Who(name, SignedIn.current().map(SignedIn::role).orElse(null), addressOfRequest());
    }

    /** Whether they may change things. */
    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    private static String addressOfRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest().getRemoteAddr()
                : "";
    }
}
