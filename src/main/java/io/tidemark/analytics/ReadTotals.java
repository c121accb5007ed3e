package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.CELLS;
import static io.tidemark.analytics.Parameters.USERS;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the totals of a period, of the part that is compared, and of the period before, each cell once. */
final class ReadTotals {

    private final JdbcClient jdbc;

    ReadTotals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record ThreeTotals(Totals shown, Totals compared, Totals previous) {}

    ThreeTotals totals(Period period, UsageQuery query) {
        var filter = query.filter();
        var parameters = Parameters.of(period.parts(), filter, !filter.isEmpty());
        var sums = sums(parameters);
        var users = users(parameters);
        var latency = latency(parameters);
        return new ThreeTotals(
                total(Span.SHOWN, sums, users, latency),
                total(Span.COMPARED, sums, users, latency),
                total(Span.PREVIOUS, sums, users, latency));
    }

    private static Totals total(
            int part, Map<Integer, Sums> sums, Map<Integer, Long> users, Map<Integer, Percentiles> latency) {
        return new Totals(
                sums.getOrDefault(part, Sums.ZERO),
                users.getOrDefault(part, 0L),
                latency.getOrDefault(part, Percentiles.NONE));
    }

    private Map<Integer, Sums> sums(Map<String, Object> parameters) {
        var sums = new HashMap<Integer, Sums>();
        jdbc.sql("SELECT s.part, " + Sums.COLUMNS + " FROM " + CELLS + " GROUP BY s.part")
                .params(parameters)
                .query(row -> {
                    int parts = row.getInt("part");
                    for (int part : new int[] {Span.SHOWN, Span.COMPARED, Span.PREVIOUS}) {
                        if ((parts & part) != 0) {
                            sums.merge(part, Sums.from(row), Sums::plus);
                        }
                    }
                });
        return sums;
    }

    private Map<Integer, Long> users(Map<String, Object> parameters) {
        var users = new HashMap<Integer, Long>();
        jdbc.sql("""
                        SELECT
                            count(*) FILTER (WHERE parts & 1 > 0) AS shown,
                            count(*) FILTER (WHERE parts & 2 > 0) AS compared,
                            count(*) FILTER (WHERE parts & 4 > 0) AS previous
                        FROM (SELECT bit_or(s.part) AS parts FROM %s GROUP BY r.user_id) AS users
                        """.formatted(USERS)).params(parameters).query(row -> {
            users.put(Span.SHOWN, row.getLong("shown"));
            users.put(Span.COMPARED, row.getLong("compared"));
            users.put(Span.PREVIOUS, row.getLong("previous"));
        });
        return users;
    }

    private Map<Integer, Percentiles> latency(Map<String, Object> parameters) {
        var latency = new HashMap<Integer, Percentiles>();
        jdbc.sql("""
                        WITH merged AS (
                            SELECT s.part, b.bin, sum(b.n)::bigint AS calls
                            FROM %s
                            CROSS JOIN LATERAL unnest(r.latency_bins, r.latency_bin_calls) AS b (bin, n)
                            GROUP BY s.part, b.bin)
                        SELECT m.part, p.p50, p.p95, p.p99
                        FROM (
                            SELECT wanted.part, array_agg(bin) AS bins, array_agg(calls) AS calls
                            FROM (VALUES (1), (2), (4)) AS wanted (part)
                            JOIN merged ON merged.part & wanted.part > 0
                            GROUP BY wanted.part) AS m
                        CROSS JOIN LATERAL latency_percentiles(m.bins, m.calls) AS p
                        """.formatted(CELLS)).params(parameters).query(row -> {
            latency.put(row.getInt("part"), Percentiles.from(row, ""));
        });
        return latency;
    }
}
