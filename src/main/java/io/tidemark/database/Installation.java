package io.tidemark.database;

import java.util.Map;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Where in a database this installation stands. What people and programs use by name ({@code api_usage}, the views, the
 * functions of the contract) is in the schema that they chose; everything else is in a schema of its own that nobody else
 * may use. Several installations share a database when each has a schema: locks and channels carry its name.
 *
 * @param schema the schema of {@code api_usage} and of all that is meant to be used
 */
public record Installation(String schema) {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,39}");
    private static final String NAME_OF_OURS = "tidemark";

    /**
     * @throws FailureAnalyzedException when the name would have to be quoted, or is too long to make others of
     */
    public Installation {
        if (!NAME.matcher(schema).matches() || schema.startsWith("pg_")) {
            throw new FailureAnalyzedException(
                    "tidemark.database.schema is \"" + schema
                            + "\", which is no name of a schema that Tidemark can use.",
                    "Use small letters, digits and underscores, 40 at the most, and no pg_ in front.",
                    new IllegalArgumentException(schema));
        }
    }

    /** The schema of everything that is nobody else's business. */
    public String internalSchema() {
        return schema.equals("public") ? NAME_OF_OURS : NAME_OF_OURS + "_" + schema;
    }

    /** Where our own sessions look for names, as {@code SET search_path} takes it. */
    public String searchPath() {
        return internalSchema() + ", " + schema + ", pg_temp";
    }

    /**
     * The channel on which the nodes of this installation hear of something.
     *
     * @param topic a word for what they hear of, such as {@code hint}
     */
    public String channel(String topic) {
        return internalSchema() + "_" + topic;
    }

    /** What a session sets first that makes our objects and takes as long as there is work. */
    public String settingsOfMigrations() {
        return SessionSettings.ofMigrations(this);
    }

    /** Has Flyway make our objects in their schemas, and keep its history in ours. */
    public FluentConfiguration configure(FluentConfiguration flyway) {
        return flyway.schemas(internalSchema())
                .defaultSchema(internalSchema())
                .initSql(settingsOfMigrations())
                .placeholders(Map.of("schema", schema, "tidemark", internalSchema(), "installation", internalSchema()));
    }
}
