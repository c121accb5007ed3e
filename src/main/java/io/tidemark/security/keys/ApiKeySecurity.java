package io.tidemark.security.keys;

import io.tidemark.security.RefusedAccess;
import io.tidemark.security.limits.RateLimits;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.stereotype.Component;

/** Has a filter chain take keys, and answer as programs understand it. */
@Component
public class ApiKeySecurity {

    private final ApiKeys keys;
    private final KeyUse use;
    private final RateLimits limits;
    private final RefusedAccess refused;

    ApiKeySecurity(ApiKeys keys, KeyUse use, RateLimits limits, RefusedAccess refused) {
        this.keys = keys;
        this.use = use;
        this.limits = limits;
        this.refused = refused;
    }

    /** Adds keys, limits and problem documents to a chain. */
    public void protect(HttpSecurity http) {
        var wanted = new KeyWanted(refused);
        http.addFilterBefore(new ApiKeyFilter(keys, use, limits, refused), AnonymousAuthenticationFilter.class)
                .exceptionHandling(
                        answers -> answers.authenticationEntryPoint(wanted).accessDeniedHandler(wanted));
    }
}
