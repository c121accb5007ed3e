package io.tidemark.database;

import org.postgresql.util.PSQLException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says in words, at start, why the configured PostgreSQL cannot be used and what to do about it. */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<PSQLException> {

    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable failure, PSQLException cause) {
        String url = environment
                .getProperty("spring.datasource.url", "the embedded one")
                .replaceFirst("\\?.*", "")
                .replaceFirst("//[^/]*@", "//");
        return new FailureAnalysis(
                "PostgreSQL (" + url + ") cannot be used: " + DatabaseAdvice.said(cause),
                DatabaseAdvice.of(cause),
                failure);
    }
}
