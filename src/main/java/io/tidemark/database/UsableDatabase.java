package io.tidemark.database;

import java.util.List;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks, before anything is changed, for what would make the migrations fail half-way, and says it. */
final class UsableDatabase {

    private static final int OLDEST = 15;

    /** What an older installation may have left, and what a later start of ours has to change. */
    private static final List<String> RELATIONS =
            List.of("api_usage", "mv_daily_metrics", "mv_provider_performance", "mv_model_costs", "mv_model_usage");

    private final JdbcClient jdbc;

    UsableDatabase(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Server(
            int version,
            String role,
            String database,
            String encoding,
            boolean standby,
            boolean readOnly,
            boolean mayCreateSchemas) {}

    private record Schema(String name, boolean there, boolean mayCreate) {}

    private record Foreign(String name, String owner) {}

    /**
     * Looks at the database.
     *
     * @param installation where it is to stand
     * @throws FailureAnalyzedException naming what is missing and the statement that gives it
     */
    void require(Installation installation) {
        require(jdbc.sql("SELECT current_setting('server_version_num')::int / 10000")
                .query(Integer.class)
                .single());
        Server server = jdbc.sql("""
                        SELECT current_setting('server_version_num')::int / 10000 AS version,
                            quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
                            current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby, current_setting('transaction_read_only')::boolean AS read_only,
                            has_database_privilege(current_database(), 'CREATE') AS may_create_schemas""").query(Server.class).single();
        requireThatTextIsText(server);
        requireThatItCanBeWritten(server);
        schemas(installation).forEach(schema -> requirePrivileges(server, schema));
        requireOwnership(server, installation);
    }

    static void require(int version) {
        if (version < OLDEST) {
            throw refused(
                    "This PostgreSQL is version " + version + "; Tidemark needs " + OLDEST + " or newer.",
                    "Name a newer server in SPRING_DATASOURCE_URL, or leave it out to use the embedded one.");
        }
    }

    private static void requireThatTextIsText(Server server) {
        if (server.encoding().equals("SQL_ASCII")) {
            throw refused(
                    "The database %s has the encoding SQL_ASCII: any bytes can stand in it as text, and a page that comes upon some that are no UTF-8 could not be shown."
                            .formatted(server.database()),
                    "Create a database with ENCODING 'UTF8' TEMPLATE template0 (pg_dump with -E copies what is here), and"
                            + " name it in SPRING_DATASOURCE_URL. Any other encoding will do.");
        }
    }

    private static void requireThatItCanBeWritten(Server server) {
        if (server.standby()) {
            throw refused(
                    "This PostgreSQL is a standby: it can be read and not written.",
                    "Name the primary in SPRING_DATASOURCE_URL.");
        }
        if (server.readOnly()) {
            throw refused(
                    "This server is set to read only (default_transaction_read_only), so that %s cannot write."
                            .formatted(server.role()),
                    "Find out why: some are while their disk is full. To write all the same: ALTER ROLE %s SET default_transaction_read_only = off;"
                            .formatted(server.role()));
        }
    }

    private static void requirePrivileges(Server server, Schema schema) {
        if (!schema.there() && !server.mayCreateSchemas()) {
            throw refused(
                    "%s may not create the schema %s in the database %s."
                            .formatted(server.role(), schema.name(), server.database()),
                    "CREATE SCHEMA %s AUTHORIZATION %s;".formatted(schema.name(), server.role()));
        }
        if (schema.there() && !schema.mayCreate()) {
            throw refused(
                    "%s may not create tables in the schema %s.".formatted(server.role(), schema.name()),
                    "GRANT CREATE, USAGE ON SCHEMA %s TO %s;".formatted(schema.name(), server.role()));
        }
    }

    private List<Schema> schemas(Installation installation) {
        return jdbc.sql("""
                        SELECT quote_ident(name) AS name, n.oid IS NOT NULL AS there,
                            coalesce(has_schema_privilege(n.oid, 'CREATE') AND has_schema_privilege(n.oid, 'USAGE'), false)
                                AS may_create
                        FROM unnest(?::text[]) WITH ORDINALITY AS wanted (name, position)
                        LEFT JOIN pg_namespace n ON n.nspname = name
                        ORDER BY position""")
                .param(new String[] {installation.internalSchema(), installation.schema()})
                .query((row, _) ->
                        new Schema(row.getString("name"), row.getBoolean("there"), row.getBoolean("may_create")))
                .list();
    }

    private void requireOwnership(Server server, Installation installation) {
        jdbc.sql("""
                        SELECT format('%I.%I', nspname, relname) AS name, quote_ident(pg_get_userbyid(relowner)) AS owner
                        FROM pg_class
                        JOIN pg_namespace n ON n.oid = relnamespace
                        WHERE nspname = ? AND relname = ANY (?) AND NOT pg_has_role(relowner, 'USAGE')
                        ORDER BY relname
                        LIMIT 1""")
                .params(installation.schema(), RELATIONS.toArray(String[]::new))
                .query(Foreign.class)
                .optional()
                .ifPresent(foreign -> {
                    throw refused(
                            "%s belongs to the role %s, and Tidemark connects as %s."
                                    .formatted(foreign.name(), foreign.owner(), server.role()),
                            "GRANT %s TO %s; it may then change the table too, and %s keeps it."
                                    .formatted(foreign.owner(), server.role(), foreign.owner()));
                });
    }

    private static FailureAnalyzedException refused(String description, String action) {
        return new FailureAnalyzedException(description, action);
    }
}
