package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has given the right password and not yet the second factor. It waits in the session for a few minutes and opens
 * nothing.
 *
 * @param codes whether they have an authenticator app
 * @param passkeys whether they have any
 * @param kept whether they want to stay signed in
 */
record HalfSignIn(String name, String passwordHash, boolean codes, boolean passkeys, boolean kept, Instant since)
        implements Serializable {

    private static final String ATTRIBUTE = HalfSignIn.class.getName();
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @Override
    public String toString() {
        return "HalfSignIn of " + name;
    }

    /** In a session that nobody else has given to the browser. */
    void keepIn(HttpServletRequest request) {
        request.getSession();
        request.changeSessionId();
        request.getSession().setAttribute(ATTRIBUTE, this);
    }

    static Optional<HalfSignIn> in(@Nullable HttpServletRequest request) {
        var session = request == null ? null : request.getSession(false);
        return session != null
                        && session.getAttribute(ATTRIBUTE) instanceof HalfSignIn half
                        && half.since.plus(LONGEST).isAfter(Instant.now())
                ? Optional.of(half)
                : Optional.empty();
    }
}
