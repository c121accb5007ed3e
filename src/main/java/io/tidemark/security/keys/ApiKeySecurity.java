package io.tidemark.security.keys;

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

    ApiKeySecurity(ApiKeys keys, KeyUse use, RateLimits limits) {
        this.keys = keys;
        this.use = use;
        this.limits = limits;
    }

    /** Adds keys, limits and problem documents to a chain. */
    public void protect(HttpSecurity http) {
        var wanted = new KeyWanted();
        http.addFilterBefore(new ApiKeyFilter(keys, use, limits), AnonymousAuthenticationFilter.class)
                .exceptionHandling(
                        answers -> answers.authenticationEntryPoint(wanted).accessDeniedHandler(wanted));
    }
}
