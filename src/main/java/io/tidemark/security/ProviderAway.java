package io.tidemark.security;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/** Thrown when somebody wants to sign in through a provider that does not answer, or not as it should. */
final class ProviderAway extends OAuth2AuthenticationException {

    private final SignInProblem problem;

    ProviderAway(SignInProblem problem, String words) {
        super(new OAuth2Error("provider_away"), words);
        this.problem = problem;
    }

    SignInProblem problem() {
        return problem;
    }
}
