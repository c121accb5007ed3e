package io.tidemark.database;

import java.time.Duration;

/**
 * What every session of ours sets for itself, so that it inherits nothing that a role or a database has been given for
 * other purposes ({@code ALTER ROLE … SET}, {@code ALTER DATABASE … SET}). Left as they are: the role that a session takes
 * on ({@code role}), how durable a commit is ({@code synchronous_commit}), and what only makes things faster or slower
 * ({@code work_mem}, the planner's switches).
 */
final class SessionSettings {

    /** No statement of a page may take longer than this; work that may has a connection of its own, or says so. */
    private static final Duration LONGEST_STATEMENT_OF_A_PAGE = Duration.ofSeconds(25);

    private static final String FOR_ALL = """
            SET default_transaction_isolation = 'read committed';
            SET default_transaction_read_only = off;
            SET default_transaction_deferrable = off;
            SET statement_timeout = 0;
            SET lock_timeout = 0;
            SET idle_in_transaction_session_timeout = 0;
            SET idle_session_timeout = 0;
            SET timezone = 'UTC';
            SET datestyle = 'ISO, MDY';
            SET intervalstyle = 'postgres';
            SET bytea_output = 'hex';
            SET extra_float_digits = 1;
            SET standard_conforming_strings = on;
            SET quote_all_identifiers = off;
            SET array_nulls = on;
            SET transform_null_equals = off;
            SET row_security = on;
            SET client_min_messages = notice;
            SET plan_cache_mode = auto;
            SET default_table_access_method = heap;
            SELECT set_config('transaction_timeout', '0', false)
                WHERE current_setting('transaction_timeout', true) IS NOT NULL;
            SELECT set_config('session_replication_role', 'origin', false)
                WHERE current_setting('session_replication_role') <> 'origin'
                    AND has_parameter_privilege('session_replication_role', 'SET');
            """;

    /** To compile a statement takes longer than to run it: most of the time of a page, where PostgreSQL has LLVM. */
    private static final String COMPILE_NOTHING = "SET jit = off;\n";

    /** Has PostgreSQL end the session of a host that died in silence, with its locks, in half a minute instead of hours. */
    private static final String ATTENTIVE = """
            SET tcp_keepalives_idle = 15;
            SET tcp_keepalives_interval = 5;
            SET tcp_keepalives_count = 3;
            SET tcp_user_timeout = '30s';
            """;

    private SessionSettings() {}

    /** Statements for a session that migrates: it takes as long as there is work. */
    static String ofMigrations(Installation installation) {
        return "SET search_path = " + installation.searchPath() + ";\n" + FOR_ALL;
    }

    /** Statements for a session of the pool. */
    static String ofPool(Installation installation) {
        return ofMigrations(installation)
                + COMPILE_NOTHING
                + "SET statement_timeout = " + LONGEST_STATEMENT_OF_A_PAGE.toMillis() + ";\n";
    }

    /** Statements for a session of its own, which sets the limits that it needs. */
    static String ofOwnConnection(Installation installation) {
        return ofMigrations(installation) + COMPILE_NOTHING + ATTENTIVE;
    }
}
