package io.tidemark.database;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says in words, at start, why the configured PostgreSQL cannot be used and what to do about it. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<PSQLException> {

    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, PSQLException cause) {
        String advice = advice(cause.getSQLState());
        if (advice == null) {
            return null;
        }
        String url = environment
                .getProperty("spring.datasource.url", "the embedded one")
                .replaceFirst("\\?.*", "");
        return new FailureAnalysis("PostgreSQL (" + url + ") cannot be used: " + cause.getMessage(), advice, failure);
    }

    private static @Nullable String advice(@Nullable String sqlState) {
        return switch (sqlState) {
            case "08000", "08001", "08003", "08004", "08006", "57P03" ->
                "Is it running, and are host, port and firewall as SPRING_DATASOURCE_URL says"
                        + " (jdbc:postgresql://host:5432/database)? Without that setting the embedded one is used.";
            case "28000", "28P01" ->
                "Check SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD, and the server's pg_hba.conf.";
            case "3D000" -> "Create the database, or name another one in SPRING_DATASOURCE_URL.";
            case "42501" ->
                "The role needs CONNECT on the database and CREATE on the schema (no superuser):"
                        + " GRANT CREATE, USAGE ON SCHEMA public TO <role>. An api_usage that is there already must be its own.";
            case null, default -> null;
        };
    }
}
