package io.tidemark.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about a first password that will not do. */
class WeakAdminPasswordAnalyzer extends AbstractFailureAnalyzer<WeakAdminPassword> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, WeakAdminPassword cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Choose another one, or unset it to have one made up and printed.", failure);
    }
}
