package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** What comes with the form for signing in beyond a name and a password: a code, in its second step, or a passkey. */
final class CodeDetails extends WebAuthenticationDetails {

    private final @Nullable String code;
    private final @Nullable HalfSignIn half;
    private final String passkey;
    private final @Nullable PasskeyChallenge challenge;

    CodeDetails(HttpServletRequest request) {
        super(request);
        code = request.getParameter("code");
        half = HalfSignIn.in(request).orElse(null);
        passkey = Objects.requireNonNullElse(request.getParameter("passkey"), "");
        challenge = PasskeyChallenge.in(request);
    }

    /** What the browser says of a passkey that was used; empty where none was. */
    String passkey() {
        return passkey;
    }

    /** What it was asked; null where it was asked nothing. */
    @Nullable
    PasskeyChallenge challenge() {
        return challenge;
    }

    /** What was typed; null in the first step. */
    @Nullable
    String code() {
        return code;
    }

    /** Whose password was right; null where nobody's was, or long ago. */
    @Nullable
    HalfSignIn half() {
        return half;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
