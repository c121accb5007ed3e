package io.tidemark.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What every session of ours sets for itself, so that it inherits nothing that a role or a database has been given for
 * other purposes ({@code ALTER ROLE … SET}, {@code ALTER DATABASE … SET}). Left as they are: the role that a session takes
 * on ({@code role}), how durable a commit is ({@code synchronous_commit}), how much memory it may take
 * ({@code work_mem}), and a whole server that is set to read only, as some are when their disk is full.
 */
final class SessionSettings {

    private static final String FOR_ALL = """
            default_transaction_isolation = read committed
            default_transaction_deferrable = off
            statement_timeout = 0
            lock_timeout = 0
            idle_in_transaction_session_timeout = 0
            idle_session_timeout = 0
            timezone = UTC
            datestyle = ISO, MDY
            intervalstyle = postgres
            bytea_output = hex
            extra_float_digits = 1
            standard_conforming_strings = on
            quote_all_identifiers = off
            array_nulls = on
            transform_null_equals = off
            row_security = on
            client_min_messages = notice
            plan_cache_mode = auto
            default_table_access_method = heap
            enable_seqscan = on
            enable_indexscan = on
            enable_indexonlyscan = on
            enable_bitmapscan = on
            enable_nestloop = on
            enable_hashjoin = on
            enable_mergejoin = on
            enable_hashagg = on
            enable_sort = on
            enable_material = on
            enable_partition_pruning = on
            """;

    /**
     * To compile a statement takes longer than to run it: most of the time of a page, where PostgreSQL has LLVM. And no
     * statement of a page may take longer than this; work that may has a connection of its own, or says so.
     */
    private static final String FOR_PAGES = """
            jit = off
            statement_timeout = 25s
            """;

    /** Has PostgreSQL end the session of a host that died in silence, with its locks, in half a minute instead of hours. */
    private static final String FOR_OWN_CONNECTIONS = """
            jit = off
            tcp_keepalives_idle = 15
            tcp_keepalives_interval = 5
            tcp_keepalives_count = 3
            tcp_user_timeout = 30s
            """;

    /** Where there is such a setting, or whoever set it is none that we have to respect, or we may. */
    private static final String WHERE_POSSIBLE = """
            SELECT set_config('transaction_timeout', '0', false)
                WHERE current_setting('transaction_timeout', true) IS NOT NULL;
            SELECT set_config('default_transaction_read_only', 'off', false)
                FROM pg_settings
                WHERE name = 'default_transaction_read_only' AND source IN ('database', 'user', 'database user')
                    AND current_setting('default_transaction_read_only') = 'on';
            SELECT set_config('session_replication_role', 'origin', false)
                WHERE current_setting('session_replication_role') <> 'origin'
                    AND has_parameter_privilege('session_replication_role', 'SET')""";

    private SessionSettings() {}

    /** Runs the statements on a connection that was just opened, and closes it where that fails. */
    static Connection apply(String statements, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Statements for a session that migrates: it takes as long as there is work. */
    static String ofMigrations(Installation installation) {
        return statements(installation, settings(FOR_ALL));
    }

    /** Statements for a session of the pool. */
    static String ofPool(Installation installation) {
        return statements(installation, settings(FOR_ALL + FOR_PAGES));
    }

    /** Statements for a session of its own, which sets the limits that it needs. */
    static String ofOwnConnection(Installation installation) {
        return statements(installation, settings(FOR_ALL + FOR_OWN_CONNECTIONS));
    }

    /** What a session of the pool needs but for what the driver sees to, each as {@code current_setting()} says it. */
    static Map<String, String> defaultsOfPool(Installation installation) {
        Map<String, String> defaults = settings(FOR_ALL + FOR_PAGES);
        defaults.put("search_path", installation.searchPath());
        defaults.put("default_transaction_read_only", "off");
        defaults.remove("timezone");
        defaults.remove("datestyle");
        return defaults;
    }

    private static Map<String, String> settings(String lines) {
        return lines.lines()
                .map(line -> line.split(" = ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (_, last) -> last, LinkedHashMap::new));
    }

    private static String statements(Installation installation, Map<String, String> settings) {
        return "SET search_path = " + installation.searchPath() + ";\n"
                + settings.entrySet().stream()
                        .map(setting -> "SET " + setting.getKey() + " = '" + setting.getValue() + "';\n")
                        .collect(Collectors.joining())
                + WHERE_POSSIBLE;
    }
}
