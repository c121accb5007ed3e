package io.tidemark.bench;

import static io.tidemark.bench.BenchServer.execute;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database with so many counted calls over two months, and what the server tells about the work that it has. */
final class LiveDatabase implements AutoCloseable {

    private static final String NAME = "live";

    private final BenchServer server;
    private final Connection connection;

    LiveDatabase(BenchServer server, long calls) throws SQLException {
        this.server = server;
        connection = server.database(NAME);
        execute(connection, """
                CREATE EXTENSION pg_stat_statements;
                CREATE ROLE tidemark LOGIN SUPERUSER;
                SELECT create_api_usage_partition((now() - interval '1 month')::date),
                    create_api_usage_partition((now() - interval '2 months')::date)""");
        System.err.printf("%,d calls: loading%n", calls);
        execute(connection, BenchCalls.insert(calls, "59 days 12 hours", "0"));
        execute(connection, "VACUUM ANALYZE");
        System.err.printf("%,d calls: counting them%n", calls);
        execute(connection, "SELECT refresh_analytics_views()");
        // An hour that ended meanwhile is put away by the first refresh after it, as it is wherever calls come in.
        execute(connection, BenchCalls.insert(1, "0", "0"));
        execute(connection, "SELECT refresh_analytics_views()");
        execute(connection, "VACUUM ANALYZE");
        execute(connection, "CHECKPOINT"); // what was loaded is not written while reading is timed
    }

    String url() {
        return server.url(NAME);
    }

    /** How many calls a page of the last 30 days shows, once everything is counted. */
    long shownCalls() throws SQLException {
        execute(connection, "SELECT refresh_analytics_views()");
        return number("SELECT sum(calls) FROM mv_daily_metrics");
    }

    long refreshes() throws SQLException {
        return number("SELECT count(*) FROM refresh_run");
    }

    /** Statements that the application has sent so far. */
    long statements() throws SQLException {
        return number("SELECT sum(calls) FROM pg_stat_statements WHERE userid = 'tidemark'::regrole AND toplevel");
    }

    /** Sessions that the application has open. */
    long sessions() throws SQLException {
        return number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'tidemark'");
    }

    /** Nanoseconds of processor time that the database server has used. */
    long processorTime() {
        return server.processorTime();
    }

    /** Whether the figures are those of a recount. */
    boolean isRight() throws SQLException {
        return number("SELECT count(*) FROM verify_analytics_views()") == 0;
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
