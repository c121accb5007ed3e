package io.tidemark.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database that has been set up for other purposes than ours, in every way at once. With
 * {@code -Dtidemark.test.database=hostile} every {@link TestDatabase} is one; see {@link OnHostileDatabaseToo}.
 */
public final class HostileDatabase {

    /** What changes how values are read and written, for whoever connects. */
    private static final String FOR_ALL = """
            search_path = trap, public
            timezone = 'Asia/Kolkata'
            datestyle = 'German, DMY'
            intervalstyle = 'sql_standard'
            standard_conforming_strings = off
            escape_string_warning = off
            bytea_output = 'escape'
            extra_float_digits = -15
            quote_all_identifiers = on
            array_nulls = off
            transform_null_equals = on
            client_min_messages = error
            row_security = off
            check_function_bodies = off
            plan_cache_mode = force_generic_plan
            work_mem = '64kB'
            enable_hashjoin = off
            enable_hashagg = off
            enable_indexscan = off
            default_transaction_deferrable = on
            """;

    /** What keeps a session from working as it is used to, for the role that we connect as. */
    private static final String FOR_US = """
            default_transaction_isolation = 'serializable'
            default_transaction_read_only = on
            statement_timeout = '300ms'
            lock_timeout = '1ms'
            idle_in_transaction_session_timeout = '200ms'
            idle_session_timeout = '900ms'
            """;

    /** What a test's own sessions take back, as any program would that is to work there. */
    private static final String CALM = """
            default_transaction_isolation=read\\ committed
            default_transaction_read_only=off
            statement_timeout=0
            lock_timeout=0
            idle_in_transaction_session_timeout=0
            idle_session_timeout=0
            standard_conforming_strings=on
            extra_float_digits=1
            array_nulls=on
            row_security=on
            quote_all_identifiers=off
            client_min_messages=notice
            """;

    /** Settings of the server, which nobody can have otherwise for one database. */
    static final String[] OF_THE_SERVER = {"max_prepared_transactions=10", "wal_level=logical"};

    /** What stands in such a database before us. */
    private static final String INSIDE = """
            GRANT CREATE, USAGE ON SCHEMA public TO %1$s;
            ALTER DEFAULT PRIVILEGES FOR ROLE %1$s GRANT ALL ON TABLES TO hostile_anon;
            ALTER DEFAULT PRIVILEGES FOR ROLE %1$s GRANT ALL ON SEQUENCES TO hostile_anon;
            ALTER DEFAULT PRIVILEGES FOR ROLE %1$s GRANT ALL ON FUNCTIONS TO hostile_anon;
            ALTER DEFAULT PRIVILEGES FOR ROLE %1$s GRANT ALL ON SCHEMAS TO hostile_anon;
            CREATE PUBLICATION everything FOR ALL TABLES;
            CREATE TABLE public.flyway_schema_history (installed_rank int PRIMARY KEY, version text, description text);
            INSERT INTO public.flyway_schema_history VALUES (1, '1', 'of another application');
            CREATE SCHEMA trap;
            GRANT USAGE ON SCHEMA trap TO PUBLIC;
            CREATE TABLE trap.usage_rollup (trapped text);
            CREATE TABLE trap.analytics_state (trapped text);
            CREATE TABLE trap.refresh_settings (trapped text);
            CREATE FUNCTION trap.who_asks() RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE ''trapped''; END';
            CREATE FUNCTION trap.midnight(date, text) RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN RAISE ''trapped''; END';
            CREATE FUNCTION trap.latency_bin(numeric) RETURNS smallint LANGUAGE plpgsql AS 'BEGIN RAISE ''trapped''; END';
            CREATE FUNCTION trap.committed_snapshot() RETURNS pg_snapshot LANGUAGE plpgsql AS 'BEGIN RAISE ''trapped''; END'
            """;

    private HostileDatabase() {}

    static boolean wanted() {
        return System.getProperty("tidemark.test.database", "").equals("hostile");
    }

    /**
     * Makes one that belongs to somebody else.
     *
     * @param server a client of the superuser in any database
     * @param inside gives one in the new database
     */
    static void create(JdbcClient server, String database, String role, Supplier<JdbcClient> inside) {
        server.sql("DO $$ BEGIN CREATE ROLE hostile_anon; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
                .update();
        server.sql("CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr'".formatted(database))
                .update();
        inside.get().sql(INSIDE.formatted(role)).update();
        withhold(server, database, role);
    }

    /** Sets a database that was copied from a hostile one against us too. */
    static void withhold(JdbcClient server, String database, String role) {
        server.sql("REVOKE TEMPORARY ON DATABASE %1$s FROM PUBLIC; GRANT CREATE ON DATABASE %1$s TO %2$s"
                        .formatted(database, role))
                .update();
        set(server, database, role);
    }

    /** Sets this database, and this role in it, against us; sessions that are open already stay as they are. */
    public static void set(JdbcClient superuser, String database, String role) {
        superuser
                .sql(statements("ALTER DATABASE " + database, FOR_ALL)
                        + statements("ALTER ROLE " + role + " IN DATABASE " + database, FOR_US))
                .update();
    }

    /** The URL, with what keeps a session of a test's own from working set back. */
    static String calm(String url) {
        if (!wanted()) {
            return url;
        }
        String options = CALM.lines().map(setting -> "-c " + setting).collect(Collectors.joining(" "));
        return url + "&options="
                + URLEncoder.encode(options, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String statements(String alter, String settings) {
        return settings.lines()
                .map(setting -> alter + " SET " + setting + ";\n")
                .collect(Collectors.joining());
    }
}
