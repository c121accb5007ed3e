package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;

/** What a browser was asked to have a passkey sign. It waits in the session for a few minutes, for one answer. */
final class PasskeyChallenge implements Serializable {

    private static final String ATTRIBUTE = PasskeyChallenge.class.getName();
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final PublicKeyCredentialRequestOptions options;
    private final PageOrigin origin;
    private final Instant since = Instant.now();
    private final AtomicBoolean answered = new AtomicBoolean();

    PasskeyChallenge(PublicKeyCredentialRequestOptions options, PageOrigin origin) {
        this.options = options;
        this.origin = origin;
    }

    PublicKeyCredentialRequestOptions options() {
        return options;
    }

    PageOrigin origin() {
        return origin;
    }

    /** Whether it was asked after a password: then passkeys of one user alone are good. */
    boolean inSecondStep() {
        return !options.getAllowCredentials().isEmpty();
    }

    void keepIn(HttpServletRequest request) {
        request.getSession().setAttribute(ATTRIBUTE, this);
    }

    static @Nullable PasskeyChallenge in(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(ATTRIBUTE) instanceof PasskeyChallenge challenge
                ? challenge
                : null;
    }

    /** Itself, for the one answer that may come in time. */
    Optional<PasskeyChallenge> take() {
        return since.plus(LONGEST).isAfter(Instant.now()) && answered.compareAndSet(false, true)
                ? Optional.of(this)
                : Optional.empty();
    }
}
