package io.tidemark.security;

import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** What every answer tells browsers, besides Spring Security's defaults; pages add {@link PagePolicy}. */
final class SecurityHeaders {

    private static final long A_YEAR_S = 365 * 24 * 3_600;

    private SecurityHeaders() {}

    private static final class Eagerly implements ObjectPostProcessor<HeaderWriterFilter> {

        @Override
        public <F extends HeaderWriterFilter> F postProcess(F filter) {
            filter.setShouldWriteHeadersEagerly(true);
            return filter;
        }
    }

    static void on(HttpSecurity http) {
        // Pages are forwarded to Flow's servlet, which ends the answer before headers would be added at its end.
        http.headers(headers -> headers.withObjectPostProcessor(new Eagerly())
                .frameOptions(FrameOptionsConfig::deny)
                // Sent over TLS alone; subdomains are somebody else's to decide about.
                .httpStrictTransportSecurity(
                        hsts -> hsts.maxAgeInSeconds(A_YEAR_S).includeSubDomains(false))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions ->
                        permissions.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()")));
    }
}
