package io.tidemark.security;

import org.springframework.security.core.AuthenticationException;

/** Thrown when a passkey is none of somebody's here, or what it signed is not what it was asked to. */
class WrongPasskey extends AuthenticationException {

    private final boolean secondStep;

    WrongPasskey(boolean secondStep) {
        super("Wrong passkey");
        this.secondStep = secondStep;
    }

    /** Whether it was asked for after a password. */
    boolean inSecondStep() {
        return secondStep;
    }
}
