package io.tidemark.security;

import java.util.Optional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * That somebody in this browser has given the right password and is asked for a second factor.
 *
 * @param codes whether they have an authenticator app
 * @param passkeys whether they have any
 * @param kept whether they want to stay signed in
 */
public record SecondStep(boolean codes, boolean passkeys, boolean kept) {

    /** The one under way; nothing where it was not begun, or long ago. */
    public static Optional<SecondStep> current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes turn
                ? HalfSignIn.in(turn.getRequest())
                        .map(half -> new SecondStep(half.codes(), half.passkeys(), half.kept()))
                : Optional.empty();
    }
}
