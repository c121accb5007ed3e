package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.MATCHES;
import static io.tidemark.analytics.Parameters.SPANS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the totals of a period, of the part that is compared, and of the period before. */
final class ReadTotals {

    private static final String SHOWN = "shown";
    private static final String COMPARED = "compared";
    private static final String PREVIOUS = "previous";

    private final JdbcClient jdbc;

    ReadTotals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record ThreeTotals(Totals shown, Totals compared, Totals previous) {}

    ThreeTotals totals(Period period, UsageQuery query) {
        var spans = new HashMap<String, List<Span>>();
        spans.put(SHOWN, period.shown());
        spans.put(PREVIOUS, period.previous());
        if (period.isStillFilling()) {
            spans.put(COMPARED, period.compared());
        }
        var parameters = Parameters.of(spans, query.filter(), !query.filter().isEmpty());
        var sums = sums(parameters);
        var users = users(parameters);
        var latency = latency(parameters);

        var shown = total(SHOWN, sums, users, latency);
        var compared = period.isStillFilling() ? total(COMPARED, sums, users, latency) : shown;
        return new ThreeTotals(shown, compared, total(PREVIOUS, sums, users, latency));
    }

    private static Totals total(
            String label, Map<String, Sums> sums, Map<String, Long> users, Map<String, Percentiles> latency) {
        return new Totals(
                sums.getOrDefault(label, Sums.ZERO),
                users.getOrDefault(label, 0L),
                latency.getOrDefault(label, Percentiles.NONE));
    }

    private Map<String, Sums> sums(Map<String, Object> parameters) {
        var sums = new HashMap<String, Sums>();
        jdbc.sql("SELECT s.label, " + Sums.COLUMNS + " FROM " + SPANS + " JOIN usage_rollup AS r ON " + MATCHES
                        + " GROUP BY s.label")
                .params(parameters)
                .query(row -> {
                    sums.put(row.getString("label"), Sums.from(row));
                });
        return sums;
    }

    private Map<String, Long> users(Map<String, Object> parameters) {
        var users = new HashMap<String, Long>();
        jdbc.sql("SELECT s.label, count(DISTINCT r.user_id) AS users FROM " + SPANS + " JOIN usage_rollup_user AS r ON "
                        + MATCHES + " GROUP BY s.label")
                .params(parameters)
                .query(row -> {
                    users.put(row.getString("label"), row.getLong("users"));
                });
        return users;
    }

    private Map<String, Percentiles> latency(Map<String, Object> parameters) {
        var latency = new HashMap<String, Percentiles>();
        jdbc.sql("""
                        WITH merged AS (
                            SELECT s.label, b.bin, sum(b.n)::bigint AS calls
                            FROM %s
                            JOIN usage_rollup AS r ON %s
                            CROSS JOIN LATERAL unnest(r.latency_bins, r.latency_bin_calls) AS b (bin, n)
                            GROUP BY s.label, b.bin)
                        SELECT m.label, p.p50, p.p95, p.p99
                        FROM (
                            SELECT label, array_agg(bin) AS bins, array_agg(calls) AS calls
                            FROM merged
                            GROUP BY label) AS m
                        CROSS JOIN LATERAL latency_percentiles(m.bins, m.calls) AS p
                        """.formatted(SPANS, MATCHES)).params(parameters).query(row -> {
            latency.put(row.getString("label"), Percentiles.from(row, ""));
        });
        return latency;
    }
}
