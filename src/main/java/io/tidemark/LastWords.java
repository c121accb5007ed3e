package io.tidemark;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/** Has every start that fails end in words: those of a failure analyzer, else the root cause in a sentence. */
class LastWords implements SpringBootExceptionReporter {

    private static final int LONGEST_CAUSE = 600;

    private final @Nullable ConfigurableApplicationContext context;

    /** Without a context where the start failed before there was one. */
    LastWords(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        boolean isExplained = others().anyMatch(reporter -> reporter.reportException(failure));
        if (!isExplained) {
            new LoggingFailureAnalysisReporter().report(explain(failure));
        }
        return true;
    }

    /** Spring gives no way to come last, so we come first and ask those that would come after us. */
    private Stream<SpringBootExceptionReporter> others() {
        return SpringFactoriesLoader.forDefaultResourceLocation(getClass().getClassLoader())
                .load(
                        SpringBootExceptionReporter.class,
                        ArgumentResolver.from(type -> type == ConfigurableApplicationContext.class ? context : null))
                .stream()
                .filter(reporter -> !(reporter instanceof LastWords));
    }

    static FailureAnalysis explain(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String said = Objects.requireNonNullElse(root.getMessage(), "").strip();
        String cause = root.getClass().getSimpleName() + (said.isEmpty() ? "" : ": " + said);
        return new FailureAnalysis(
                "Tidemark could not start: "
                        + (cause.length() > LONGEST_CAUSE ? cause.substring(0, LONGEST_CAUSE) + "…" : cause),
                "Nothing of what is stored was lost by this. DEBUG=true in the environment shows where it happened;"
                        + " please report it with that.",
                failure);
    }
}
