package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** What comes with the form for signing in beyond a name and a password: a code, in its second step. */
final class CodeDetails extends WebAuthenticationDetails {

    private final @Nullable String code;
    private final @Nullable HalfSignIn half;

    CodeDetails(HttpServletRequest request) {
        super(request);
        code = request.getParameter("code");
        half = HalfSignIn.in(request).orElse(null);
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
