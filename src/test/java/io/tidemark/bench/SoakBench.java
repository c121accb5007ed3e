package io.tidemark.bench;

import static io.tidemark.bench.BenchServer.execute;

import io.tidemark.refresh.CatalogVacuum;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ten thousand refreshes, each after a few new calls: what they leave in the catalogs, the rollups and the log. */
final class SoakBench {

    private static final long REFRESHES = 10_000;
    private static final int CALLS = 10;
    private static final int BETWEEN_CHANGES = 10;
    private static final int BETWEEN_MAINTENANCE = 500;
    private static final List<String> RELATIONS = List.of(
            "pg_class",
            "pg_attribute",
            "pg_depend",
            "pg_type",
            "usage_rollup",
            "usage_rollup_user",
            "refresh_run",
            "analytics_reports",
            "api_usage_change");

    private SoakBench() {}

    static Report run(BenchServer server) throws SQLException {
        try (Connection connection = server.database("soak")) {
            execute(connection, BenchCalls.insert(100_000, "29 days", "0"));
            execute(connection, "SELECT refresh_analytics_views()");
            fillHistory(connection);
            execute(connection, "VACUUM ANALYZE");
            Map<String, Long> before = sizes(connection);
            long walBefore = number(connection, "SELECT pg_current_wal_lsn() - '0/0'");
            long walOfInserts = walOfInserts(connection);
            long rowsBefore = deadCatalogRows(connection);
            for (int refresh = 1; refresh <= REFRESHES; refresh++) {
                execute(connection, BenchCalls.insert(CALLS, "1 second", "0"));
                if (refresh % BETWEEN_CHANGES == 0) {
                    execute(connection, change(refresh));
                }
                execute(connection, "SELECT refresh_analytics_views()");
                if (refresh % CatalogVacuum.REFRESHES_BETWEEN == 0) {
                    execute(connection, CatalogVacuum.STATEMENT);
                }
                if (refresh % BETWEEN_MAINTENANCE == 0) {
                    System.err.printf("%,d refreshes%n", refresh);
                    execute(connection, "SELECT prune_refresh_history()");
                }
            }
            long wal = number(connection, "SELECT pg_current_wal_lsn() - '0/0'") - walBefore - walOfInserts * REFRESHES;
            long rows = deadCatalogRows(connection) - rowsBefore;
            if (number(connection, "SELECT count(*) FROM verify_analytics_views()") > 0) {
                throw new IllegalStateException("verify_analytics_views() finds differences: the figures are wrong");
            }
            return report(before, sizes(connection), wal, rows);
        }
    }

    /** A call gets its price late, or goes; by turns one of those that came at first and one that has just come. */
    private static String change(int refresh) {
        String one = refresh % (2 * BETWEEN_CHANGES) == 0 ? String.valueOf(refresh) : "(SELECT max(id) FROM api_usage)";
        return refresh % (4 * BETWEEN_CHANGES) < 2 * BETWEEN_CHANGES
                ? "UPDATE api_usage SET total_cost = 0.01, status = 'late' WHERE id = " + one
                : "DELETE FROM api_usage WHERE id = " + one;
    }

    private static Report report(Map<String, Long> before, Map<String, Long> after, long wal, long rows) {
        Report report = new Report("soak");
        report.line(
                "%,d refreshes, each after %d new calls and every tenth after a changed or deleted one, vacuuming the catalogs as the application does, with autovacuum as PostgreSQL comes. One writes %,d kB of WAL and leaves %,d dead rows in the catalogs."
                        .formatted(REFRESHES, CALLS, wal / REFRESHES / 1024, rows / REFRESHES));
        report.row("relation", "kB before", "kB after", "times");
        before.forEach((relation, size) -> report.row(
                relation,
                "%,d".formatted(size / 1024),
                "%,d".formatted(after.get(relation) / 1024),
                size == 0 ? "" : "%.2f".formatted((double) after.get(relation) / size)));
        report.line("The run history started with as many runs as fell out of its 30 days meanwhile.");
        return report;
    }

    private static void fillHistory(Connection connection) throws SQLException {
        execute(connection, """
                INSERT INTO refresh_run (started_at, finished_at, reason, started_by, as_of, rows_taken, views_changed,
                    duration_ms, steps)
                SELECT now() - interval '30 days' - n * interval '1 second', now() - interval '30 days', reason, started_by,
                    now() - interval '30 days' - n * interval '1 second', rows_taken, views_changed, duration_ms, steps
                FROM refresh_run, generate_series(1, %1$d) AS n
                WHERE id = 1;
                INSERT INTO analytics_reports (report_type, generated_at, data)
                SELECT report_type, now() - interval '30 days' - n * interval '1 second', data
                FROM (SELECT * FROM analytics_reports LIMIT 1) AS report, generate_series(1, %1$d) AS n""".formatted(REFRESHES));
    }

    private static Map<String, Long> sizes(Connection connection) throws SQLException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String relation : RELATIONS) {
            sizes.put(relation, number(connection, "SELECT pg_total_relation_size('" + relation + "')"));
        }
        return sizes;
    }

    private static long walOfInserts(Connection connection) throws SQLException {
        long before = number(connection, "SELECT pg_current_wal_lsn() - '0/0'");
        for (int insert = 0; insert < 10; insert++) {
            execute(connection, BenchCalls.insert(CALLS, "1 second", "0"));
        }
        return (number(connection, "SELECT pg_current_wal_lsn() - '0/0'") - before) / 10;
    }

    private static long deadCatalogRows(Connection connection) throws SQLException {
        execute(connection, "SELECT pg_stat_force_next_flush()");
        return number(
                connection,
                "SELECT sum(n_tup_del + n_tup_upd) FROM pg_stat_sys_tables WHERE schemaname = 'pg_catalog'");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
