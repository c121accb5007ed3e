package io.tidemark.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
            default_transaction_isolation=read\\ committed default_transaction_read_only=off statement_timeout=0 \
            lock_timeout=0 idle_in_transaction_session_timeout=0 idle_session_timeout=0 standard_conforming_strings=on \
            array_nulls=on row_security=on quote_all_identifiers=off client_min_messages=notice""";

    private HostileDatabase() {}

    static boolean wanted() {
        return System.getProperty("tidemark.test.database", "").equals("hostile");
    }

    /** Sets this database, and this role in it, against us; sessions that are open already stay as they are. */
    public static void set(JdbcClient superuser, String database, String role) {
        superuser
                .sql(statements("ALTER DATABASE " + database, FOR_ALL)
                        + statements("ALTER ROLE " + role + " IN DATABASE " + database, FOR_US))
                .update();
    }

    /** Parameters of a URL by which a session sets back what would keep a test from working. */
    static String calm() {
        String options = Arrays.stream(CALM.split("(?<!\\\\) "))
                .map(setting -> "-c " + setting)
                .collect(Collectors.joining(" "));
        return "&options=" + URLEncoder.encode(options, StandardCharsets.UTF_8);
    }

    private static String statements(String alter, String settings) {
        return settings.lines()
                .map(setting -> alter + " SET " + setting + ";\n")
                .collect(Collectors.joining());
    }
}
