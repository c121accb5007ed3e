package io.tidemark.security.keys;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A program that has shown a key. */
final class ApiKeyAuthentication extends AbstractAuthenticationToken {

    private final transient ApiKey key;

    ApiKeyAuthentication(ApiKey key) {
        super(AuthorityUtils.createAuthorityList(
                key.scopes().stream().map(KeyScope::authority).toList()));
        this.key = key;
        setAuthenticated(true);
    }

    @Override
    public String getName() {
        return key.displayName();
    }

    @Override
    public ApiKey getPrincipal() {
        return key;
    }

    @Override
    public String getCredentials() {
        return "";
    }
}
