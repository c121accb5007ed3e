package io.tidemark.security;

import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/** What somebody may do. */
public enum Role {
    /** Sees the dashboards. */
    VIEWER,
    /** Sees and does everything. */
    ADMIN;

    /** Each role and those below it, as Spring Security spells them. */
    List<GrantedAuthority> authorities() {
        return this == ADMIN
                ? AuthorityUtils.createAuthorityList("ROLE_ADMIN", "ROLE_VIEWER")
                : AuthorityUtils.createAuthorityList("ROLE_VIEWER");
    }
}
