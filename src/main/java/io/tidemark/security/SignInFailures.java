package io.tidemark.security;

import io.tidemark.security.limits.SparseLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/** Leads somebody who could not sign in back to the page where one does, which says why. */
@Component
class SignInFailures implements AuthenticationFailureHandler {

    private static final Logger log = LoggerFactory.getLogger(SignInFailures.class);
    private static final int LONGEST_LOGGED = 300;

    private final SparseLog sparse = new SparseLog();

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof CodeNeeded right) {
            boolean kept = request.getParameter(RememberedSignIns.KEEP) != null;
            right.half(kept).keepIn(request);
            response.sendRedirect(request.getContextPath() + "/login/code");
            return;
        }
        SignInProblem problem = problem(failure);
        SignInExplanation.keep(request, problem == SignInProblem.NO_ROLE ? detail(failure) : "");
        boolean secondStep =
                problem == SignInProblem.CODE || (failure instanceof WrongPasskey passkey && passkey.inSecondStep());
        String page = secondStep ? "/login/code" : "/login";
        response.sendRedirect(request.getContextPath() + page + "?problem=" + problem.parameter());
    }

    private static String detail(AuthenticationException failure) {
        return failure instanceof OAuth2AuthenticationException refusal
                ? Objects.requireNonNullElse(refusal.getError().getDescription(), "")
                : "";
    }

    private SignInProblem problem(AuthenticationException failure) {
        if (failure instanceof BadCredentialsException) {
            return SignInProblem.WRONG;
        }
        if (failure instanceof WrongCode) {
            return SignInProblem.CODE;
        }
        if (failure instanceof WrongPasskey) {
            return SignInProblem.PASSKEY;
        }
        if (failure instanceof AuthenticationCredentialsNotFoundException) {
            return SignInProblem.STALE;
        }
        if (failure instanceof TooManyGuesses) {
            return SignInProblem.TOO_MANY;
        }
        ProviderAway away = causeOf(failure, ProviderAway.class);
        if (away != null) {
            return away.problem(); // has been logged
        }
        if (failure instanceof OAuth2AuthenticationException refusal) {
            String code = refusal.getError().getErrorCode();
            if (code.equals(ProviderUsers.NO_ROLE)) {
                return SignInProblem.NO_ROLE;
            }
            if (code.equals(ProviderUsers.DISABLED)) {
                return SignInProblem.DISABLED;
            }
            log.warn(
                    "event=single_sign_on_failed error={} cause=\"{}\"",
                    inOneLine(code),
                    inOneLine(failure.getMessage()));
            return causeOf(failure, IOException.class) == null ? SignInProblem.PROVIDER : SignInProblem.UNREACHABLE;
        }
        log(failure);
        return SignInProblem.SERVER;
    }

    /** Whoever signs in does not decide how much is logged. */
    private void log(AuthenticationException failure) {
        var cause = causeOf(failure, DataAccessException.class);
        String kind = cause == null ? failure.getClass().getName() : "database";
        sparse.missedBefore(kind).ifPresent(missed -> {
            if (cause == null) {
                log.error("event=sign_in_failed not_logged={}", missed, failure);
            } else {
                log.warn("event=sign_in_failed not_logged={} cause=\"{}\"", missed, inOneLine(cause.getMessage()));
            }
        });
    }

    /** The provider's answer comes by way of the browser, which can make it what it likes. */
    private static String inOneLine(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() > LONGEST_LOGGED ? line.substring(0, LONGEST_LOGGED) + "…" : line;
    }

    private static <T extends Throwable> @Nullable T causeOf(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
