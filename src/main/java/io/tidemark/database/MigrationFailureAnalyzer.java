package io.tidemark.database;

import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in words, at start, why Tidemark's tables could not be made or do not fit, and what to do that loses nothing. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<FlywayException> {

    private static final List<ErrorCode> OTHER_BUILD = List.of(
            CoreErrorCode.CHECKSUM_MISMATCH,
            CoreErrorCode.DESCRIPTION_MISMATCH,
            CoreErrorCode.TYPE_MISMATCH,
            CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED,
            CoreErrorCode.APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED,
            CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED,
            CoreErrorCode.RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED,
            CoreErrorCode.OUTDATED_REPEATABLE_MIGRATION,
            CoreErrorCode.VALIDATE_ERROR);

    private static final int LONGEST = 600;

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, FlywayException cause) {
        PSQLException refused = findCause(cause, PSQLException.class);
        if (refused != null) {
            return isOfAMigration(cause)
                    ? new FailureAnalysis(
                            "Tidemark's tables could not be made" + place(cause) + ": " + DatabaseAdvice.said(refused)
                                    + "%nAll of it was taken back: the database is as it was.".formatted(),
                            DatabaseAdvice.of(refused),
                            failure)
                    : null; // no connection: the database's own analysis says it
        }
        if (OTHER_BUILD.contains(cause.getErrorCode())) {
            return new FailureAnalysis(
                    "This database was set up by another build of Tidemark, or its migration history is another application's: "
                            + inOneLine(cause),
                    "Nothing was changed. Until the first release the schema changes in place: start the build that made it, or"
                            + " name a new database in SPRING_DATASOURCE_URL (without one: TIDEMARK_DATA_DIRECTORY) and take"
                            + " the calls along as a CSV file; see \"Where the data is\" in the README. Drop nothing for this.",
                    failure);
        }
        return new FailureAnalysis(
                "Tidemark's tables could not be made: " + inOneLine(cause),
                "Nothing was changed. Check the settings spring.flyway.*, if there are any; else please report it.",
                failure);
    }

    private static boolean isOfAMigration(FlywayException cause) {
        return find(cause, FlywaySqlScriptException.class) != null || find(cause, FlywayMigrateException.class) != null;
    }

    private static String place(FlywayException cause) {
        FlywaySqlScriptException script = find(cause, FlywaySqlScriptException.class);
        if (script == null || script.getResource() == null) {
            return "";
        }
        return " (" + script.getResource().getFilename() + ", statement at line " + script.getLineNumber() + ")";
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static String inOneLine(FlywayException cause) {
        String said = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        String line = said.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
