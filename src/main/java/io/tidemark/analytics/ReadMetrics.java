package io.tidemark.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the rows of a materialized view, or what they would be over another period or filter. */
final class ReadMetrics {

    private final JdbcClient jdbc;

    ReadMetrics(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Map<String, @Nullable Object>> view(MetricsView view, Period period) {
        return jdbc.sql("SELECT %s FROM %s ORDER BY %s".formatted(view.viewColumns, view.relation(), view.order))
                .param("zone", period.zone().getId())
                .query(ReadMetrics::row)
                .list();
    }

    List<Map<String, @Nullable Object>> rollups(MetricsView view, Period period, UsageFilter filter) {
        boolean byDimension = view != MetricsView.DAILY_METRICS || !filter.isEmpty();
        return jdbc.sql("""
                        WITH sets AS NOT MATERIALIZED (
                            SELECT r.bucket, r.provider, r.model, r.chunk, r.users
                            FROM %6$s
                            UNION ALL
                            SELECT r.bucket, r.provider, r.model, u.number >> 10, user_bit(u.number)
                            FROM %7$s
                            JOIN usage_user AS u USING (user_id)),
                        sums AS (
                            SELECT
                                %1$s,
                                %2$s,
                                sum(r.priced_tokens) AS priced_tokens,
                                round(sum(r.latency_sum_ms) / nullif(sum(r.latency_calls), 0), 3) AS avg_latency_ms,
                                max(r.last_used_at) AS last_used_at
                            FROM %3$s
                            GROUP BY %1$s),
                        users AS (
                            SELECT %1$s, sum(bit_count(of_chunk)) AS active_users
                            FROM (SELECT %1$s, chunk, bit_or(users) AS of_chunk FROM sets GROUP BY %1$s, chunk) AS unions
                            GROUP BY %1$s),
                        bins AS (
                            SELECT %1$s, b.bin, sum(b.n)::bigint AS calls
                            FROM %3$s
                            CROSS JOIN LATERAL unnest(r.latency_bins, r.latency_bin_calls) AS b (bin, n)
                            GROUP BY %1$s, b.bin),
                        latency AS (
                            SELECT %1$s, p50, p95, p99
                            FROM (SELECT %1$s, array_agg(bin) AS bins, array_agg(calls) AS calls FROM bins GROUP BY %1$s)
                                AS merged
                            CROSS JOIN LATERAL latency_percentiles(merged.bins, merged.calls) AS p)
                        SELECT %4$s
                        FROM sums
                        LEFT JOIN users USING (%1$s)
                        LEFT JOIN latency USING (%1$s)
                        ORDER BY %5$s
                        """.formatted(
                                view.key,
                                Sums.COLUMNS,
                                Parameters.cells(filter),
                                view.columns,
                                view.order,
                                Parameters.userSets(filter),
                                Parameters.usersWithoutSet(filter)))
                .params(Parameters.of(List.of(period.shown()), filter, byDimension))
                .param("zone", period.zone().getId())
                .query(ReadMetrics::row)
                .list();
    }

    private static Map<String, @Nullable Object> row(ResultSet row, int number) throws SQLException {
        var columns = row.getMetaData();
        var cells = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            cells.put(
                    columns.getColumnLabel(i),
                    switch (columns.getColumnTypeName(i)) {
                        case "timestamptz" -> ReadFreshness.instant(row, columns.getColumnLabel(i));
                        case "date" -> row.getObject(i, LocalDate.class);
                        default -> row.getObject(i);
                    });
        }
        return cells;
    }
}
