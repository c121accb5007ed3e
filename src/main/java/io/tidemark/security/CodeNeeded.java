package io.tidemark.security;

import java.time.Instant;
import org.springframework.security.core.AuthenticationException;

/** Thrown when the password was right and a second factor is needed as well. */
class CodeNeeded extends AuthenticationException {

    private final String name;
    private final String passwordHash;
    private final boolean codes;
    private final boolean passkeys;

    CodeNeeded(String name, String passwordHash, boolean codes, boolean passkeys) {
        super("A second factor is needed");
        this.name = name;
        this.passwordHash = passwordHash;
        this.codes = codes;
        this.passkeys = passkeys;
    }

    HalfSignIn half(boolean kept) {
        return new HalfSignIn(name, passwordHash, codes, passkeys, kept, Instant.now());
    }
}
