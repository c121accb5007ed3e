package io.tidemark.security;

import org.springframework.security.core.AuthenticationException;

/** Thrown when the password was right and a code is needed as well. */
class CodeNeeded extends AuthenticationException {

    private final String name;
    private final String passwordHash;

    CodeNeeded(String name, String passwordHash) {
        super("A code is needed");
        this.name = name;
        this.passwordHash = passwordHash;
    }

    String name() {
        return name;
    }

    String passwordHash() {
        return passwordHash;
    }
}
