package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/** Leads somebody who could not sign in back to the page where one does, which says why. */
@Component
class SignInFailures implements AuthenticationFailureHandler {

    private static final Logger log = LoggerFactory.getLogger(SignInFailures.class);

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        response.sendRedirect(
                request.getContextPath() + "/login?problem=" + problem(failure).parameter());
    }

    private static SignInProblem problem(AuthenticationException failure) {
        if (failure instanceof BadCredentialsException) {
            return SignInProblem.WRONG;
        }
        if (failure instanceof TooManyGuesses) {
            return SignInProblem.TOO_MANY;
        }
        if (failure instanceof OAuth2AuthenticationException refusal) {
            String code = refusal.getError().getErrorCode();
            if (code.equals(ProviderUsers.NO_ROLE)) {
                return SignInProblem.NO_ROLE;
            }
            if (code.equals(ProviderUsers.DISABLED)) {
                return SignInProblem.DISABLED;
            }
            log.warn("event=single_sign_on_failed error={} cause=\"{}\"", code, failure.getMessage());
            return SignInProblem.PROVIDER;
        }
        log.error("event=sign_in_failed", failure);
        return SignInProblem.SERVER;
    }
}
