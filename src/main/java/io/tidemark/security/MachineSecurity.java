package io.tidemark.security;

import io.tidemark.security.keys.ApiKeySecurity;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.web.SecurityHeaders;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;

/** Who may call the addresses that programs use. No redirects, no forms: what is refused is a problem document. */
@Configuration(proxyBeanMethods = false)
class MachineSecurity {

    /** The API: a key alone counts here, no session and no cookie. What it does is for everybody to read. */
    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http, ApiKeySecurity keys) {
        http.securityMatcher("/api/**", "/v1/**")
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(request -> request.requestMatchers("/api/docs", "/api/docs/**")
                        .permitAll()
                        .requestMatchers("/api/usage")
                        .hasAuthority(KeyScope.INGEST.authority())
                        .requestMatchers("/api/refresh", "/api/refresh/**")
                        .hasAuthority(KeyScope.REFRESH.authority())
                        .requestMatchers("/api/status", "/api/metrics/**")
                        .hasAuthority(KeyScope.READ.authority())
                        .anyRequest()
                        .authenticated());
        keys.protect(http);
        SecurityHeaders.on(http);
        return http.build();
    }

    /** Monitoring: health is for everybody, without details; the rest for admins, and for keys that may read. */
    @Bean
    @Order(2)
    SecurityFilterChain monitoring(HttpSecurity http, RememberedSignIns remembered, ApiKeySecurity keys) {
        http.securityMatcher(new OrRequestMatcher(
                        EndpointRequest.toAnyEndpoint(),
                        PathPatternRequestMatcher.withDefaults().matcher("/actuator/**")))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .rememberMe(remember -> remember.rememberMeServices(remembered).key(remembered.key))
                .authenticationProvider(new SignInToken.Acceptance())
                .authorizeHttpRequests(request -> request.requestMatchers(EndpointRequest.to("health"))
                        .permitAll()
                        .anyRequest()
                        .hasAnyAuthority(KeyScope.READ.authority(), "ROLE_" + Access.ADMIN));
        keys.protect(http);
        SecurityHeaders.on(http);
        return http.build();
    }
}
