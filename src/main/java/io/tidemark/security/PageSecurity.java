package io.tidemark.security;

import com.vaadin.flow.server.auth.DefaultAccessCheckDecisionResolver;
import com.vaadin.flow.server.auth.NavigationAccessControl;
import com.vaadin.flow.spring.security.RequestUtil;
import com.vaadin.flow.spring.security.SpringNavigationAccessControl;
import com.vaadin.flow.spring.security.VaadinDefaultRequestCache;
import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import io.tidemark.web.SecurityHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer.SessionFixationConfigurer;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;

/** Who may open pages, and how one signs in. What each view asks for stands on it; see {@link ViewAccess}. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class PageSecurity {

    private static final String SIGN_IN = "/login";

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    @Order(3)
    SecurityFilterChain pages(
            HttpSecurity http,
            RequestUtil vaadin,
            VaadinDefaultRequestCache requests,
            PasswordCheck passwords,
            RememberedSignIns remembered,
            SignInFailures failures,
            ObjectProvider<ClientRegistrationRepository> providers,
            ProviderUsers users) {
        http.authorizeHttpRequests(request -> request.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers("/*.css", "/*.js", "/*.svg")
                .permitAll());
        requests.setDelegateRequestCache(addresses());
        // A token in a cookie outlives the session: a page for signing in that was left open still works.
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        http.csrf(csrf -> csrf.csrfTokenRepository(tokens).ignoringRequestMatchers(vaadin::isFrameworkInternalRequest));
        http.with(
                VaadinSecurityConfigurer.vaadin(),
                pages -> pages.loginView(SIGN_IN)
                        .enableCsrfConfiguration(false)
                        .anyRequest(AuthorizeHttpRequestsConfigurer.AuthorizedUrl::authenticated));
        // Spring Security would ask a refused password's provider once more, as the bean that it is: two guesses for
        // one.
        http.getSharedObject(AuthenticationManagerBuilder.class).parentAuthenticationManager(_ -> {
            throw new ProviderNotFoundException("No other way to sign in");
        });
        http.authenticationProvider(passwords)
                .authenticationProvider(new SignInToken.Acceptance())
                .formLogin(form -> form.failureHandler(failures).authenticationDetailsSource(CodeDetails::new))
                .rememberMe(remember -> remember.rememberMeServices(remembered).key(remembered.key))
                .sessionManagement(session -> session.sessionFixation(SessionFixationConfigurer::newSession))
                .exceptionHandling(refusal -> refusal.accessDeniedHandler((request, response, cause) -> {
                    if (cause instanceof CsrfException
                            && request.getRequestURI().endsWith(SIGN_IN)) {
                        response.sendRedirect(
                                request.getContextPath() + SIGN_IN + "?problem=" + SignInProblem.STALE.parameter());
                    } else {
                        new AccessDeniedHandlerImpl().handle(request, response, cause);
                    }
                }));
        if (providers.getIfAvailable() != null) {
            http.oauth2Login(provider -> provider.loginPage(SIGN_IN)
                    .failureHandler(failures)
                    .userInfoEndpoint(endpoint -> endpoint.oidcUserService(users))
                    .withObjectPostProcessor(handledBy(failures)));
        }
        SecurityHeaders.on(http);
        return http.build();
    }

    /** A provider that is away fails before there is a sign-in to fail. */
    private static ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter> handledBy(SignInFailures failures) {
        return new ObjectPostProcessor<>() {
            @Override
            public <T extends OAuth2AuthorizationRequestRedirectFilter> T postProcess(T filter) {
                filter.setAuthenticationFailureHandler(failures);
                return filter;
            }
        };
    }

    /** Whoever is led back to a page gets the address that they asked for, without a mark in it: null asks for none. */
    @SuppressWarnings("NullAway")
    private static RequestCache addresses() {
        var addresses = new HttpSessionRequestCache();
        addresses.setMatchingRequestParameterName(null);
        return addresses;
    }

    @Bean
    @Primary // Vaadin's own is there in any case
    static NavigationAccessControl whoSeesViews(ViewAccess access, ServletContext servlets) {
        return new SpringNavigationAccessControl(List.of(access), new DefaultAccessCheckDecisionResolver()) {

            @Override
            public void setLoginView(String address) {
                // Browsers are led there as it stands.
                super.setLoginView(servlets.getContextPath() + address);
            }
        };
    }
}
