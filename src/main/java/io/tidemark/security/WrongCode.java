package io.tidemark.security;

import org.springframework.security.core.AuthenticationException;

/** Thrown when a code is not the one of now, or was used before. */
class WrongCode extends AuthenticationException {

    WrongCode() {
        super("Wrong code");
    }
}
