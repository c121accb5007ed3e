package io.tidemark.security;

import org.springframework.security.core.AuthenticationException;

/** Thrown when so many wrong passwords were tried that the next one is not looked at. */
class TooManyGuesses extends AuthenticationException {

    TooManyGuesses() {
        super("Too many wrong passwords");
    }
}
