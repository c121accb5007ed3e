package io.tidemark.security;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/** Who may call the addresses that programs use. No redirects, no forms: what is refused is a problem document. */
@Configuration(proxyBeanMethods = false)
class MachineSecurity {

    /** The API: no session and no cookie counts here. */
    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http) {
        http.securityMatcher("/api/**")
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(request -> request.anyRequest().permitAll());
        refuseWithProblems(http);
        SecurityHeaders.on(http);
        return http.build();
    }

    /** Monitoring: health is for everybody, without details; the rest for admins. */
    @Bean
    @Order(2)
    SecurityFilterChain monitoring(HttpSecurity http, RememberedSignIns remembered) {
        http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .rememberMe(remember -> remember.rememberMeServices(remembered).key(remembered.key))
                .authorizeHttpRequests(request -> request.requestMatchers(EndpointRequest.to("health"))
                        .permitAll()
                        .anyRequest()
                        .hasRole(Access.ADMIN));
        refuseWithProblems(http);
        SecurityHeaders.on(http);
        return http.build();
    }

    private static void refuseWithProblems(HttpSecurity http) {
        http.exceptionHandling(refusal -> refusal.authenticationEntryPoint((_, response, _) -> Problem.write(
                        response, HttpStatus.UNAUTHORIZED, "Nobody is signed in, or the key is not known."))
                .accessDeniedHandler(
                        (_, response, _) -> Problem.write(response, HttpStatus.FORBIDDEN, "This is not for you.")));
    }
}
