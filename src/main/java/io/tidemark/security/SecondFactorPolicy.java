package io.tidemark.security;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** From whom a second factor is demanded: from admins with a password here, where the installation says so. */
@Component
class SecondFactorPolicy {

    private final boolean forAdmins;

    SecondFactorPolicy(@Value("${tidemark.second-factor-for-admins}") boolean forAdmins) {
        this.forAdmins = forAdmins;
    }

    /** Whether somebody has to add one before anything else works. */
    boolean demandsFrom(Role role, boolean hasOne) {
        return forAdmins && role == Role.ADMIN && !hasOne;
    }
}
