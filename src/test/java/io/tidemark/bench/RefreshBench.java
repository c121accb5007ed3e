package io.tidemark.bench;

import static io.tidemark.bench.BenchServer.execute;
import static io.tidemark.bench.BenchServer.median;
import static io.tidemark.bench.BenchServer.time;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A refresh after 100 new calls, beside four plain refreshes of equivalent views, on growing histories. */
final class RefreshBench {

    private static final String REFRESH = "SELECT refresh_analytics_views()";
    private static final String CHECKPOINT = "CHECKPOINT";
    private static final int REPEATS = 21;
    private static final int PLAIN_REPEATS = 3;

    /** So many go before: after a checkpoint PostgreSQL logs each page that changes for the first time as a whole. */
    private static final int WARM_UP = 40;

    private static final long CATCH_UP = 1_000_000;

    private record Result(long history, double plain, double fresh, double late, double nothing, double catchUp) {}

    private RefreshBench() {}

    static Report run(BenchServer server, List<Long> histories) throws SQLException {
        List<Result> results = new ArrayList<>();
        for (long history : histories) {
            results.add(measure(server, history));
        }
        Report report = new Report("refresh");
        report.line("Milliseconds for all four views, median of " + REPEATS + " refreshes after " + WARM_UP
                + " to warm up (plain: " + PLAIN_REPEATS
                + "), each after 100 new calls. Plain: four `REFRESH MATERIALIZED VIEW` over the raw calls.");
        report.row(
                "calls in the table",
                "plain",
                "Tidemark",
                "plain / Tidemark",
                "100 calls two days late",
                "nothing new",
                "1 million new calls, a second");
        for (Result result : results) {
            report.row(
                    "%,d".formatted(result.history),
                    "%,.0f".formatted(result.plain),
                    "%.1f".formatted(result.fresh),
                    "%,.0f".formatted(result.plain / result.fresh),
                    "%.1f (%.2f of on time)".formatted(result.late, result.late / result.fresh),
                    "%.1f".formatted(result.nothing),
                    "%,.0f".formatted(result.catchUp));
        }
        Result first = results.getFirst();
        Result last = results.getLast();
        if (last != first) {
            report.line("From %,d to %,d calls: plain takes %.2f times as long, Tidemark %.2f times."
                    .formatted(first.history, last.history, last.plain / first.plain, last.fresh / first.fresh));
        }
        return report;
    }

    private static Result measure(BenchServer server, long history) throws SQLException {
        try (Connection connection = server.database("refresh_" + history)) {
            System.err.printf("%,d calls: loading%n", history);
            execute(connection, "SELECT create_api_usage_partition((now() - interval '1 month')::date)");
            execute(connection, BenchCalls.insert(history, "29 days 12 hours", "0"));
            execute(connection, "VACUUM ANALYZE");
            execute(connection, BenchCalls.plainViews());
            System.err.printf("%,d calls: counting them the first time%n", history);
            execute(connection, REFRESH);
            execute(connection, "VACUUM ANALYZE");
            System.err.printf("%,d calls: measuring%n", history);
            double[] fresh = refreshesAfter(connection, BenchCalls.insert(100, "1 second", "0"));
            double[] late = refreshesAfter(connection, BenchCalls.insert(100, "48 hours", "47 hours"));
            double[] nothing = refreshesAfter(connection, "SELECT");
            execute(connection, CHECKPOINT);
            double[] plain = new double[PLAIN_REPEATS];
            for (int repeat = 0; repeat < PLAIN_REPEATS; repeat++) {
                execute(connection, BenchCalls.insert(100, "1 second", "0"));
                plain[repeat] = time(connection, BenchCalls.refreshPlainViews());
            }
            execute(connection, BenchCalls.insert(CATCH_UP, "12 hours", "0"));
            execute(connection, CHECKPOINT);
            double catchUp = time(connection, REFRESH);
            if (differences(connection) > 0) {
                throw new IllegalStateException("verify_analytics_views() finds differences: the figures are wrong");
            }
            return new Result(
                    history, median(plain), median(fresh), median(late), median(nothing), CATCH_UP / catchUp * 1000);
        }
    }

    private static double[] refreshesAfter(Connection connection, String change) throws SQLException {
        // One that came of itself would fall into one series and not into another.
        execute(connection, CHECKPOINT);
        for (int warmUp = 0; warmUp < WARM_UP; warmUp++) {
            execute(connection, change);
            execute(connection, REFRESH);
        }
        double[] times = new double[REPEATS];
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            execute(connection, change);
            times[repeat] = time(connection, REFRESH);
        }
        System.err.printf("%.1f ms, of it %s%n", median(times), medianSteps(connection));
        return times;
    }

    private static String medianSteps(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet steps = statement.executeQuery("""
                        SELECT string_agg(format('%%s %%s', step, round(ms::numeric, 2)), ', ' ORDER BY step)
                        FROM (
                            SELECT key AS step, percentile_cont(0.5) WITHIN GROUP (ORDER BY value::double precision) AS ms
                            FROM (SELECT steps FROM refresh_run ORDER BY id DESC LIMIT %d) AS last, jsonb_each_text(steps)
                            GROUP BY key
                        ) AS medians""".formatted(REPEATS))) {
            steps.next();
            return steps.getString(1);
        }
    }

    private static long differences(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM verify_analytics_views()")) {
            count.next();
            return count.getLong(1);
        }
    }
}
