package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.CELLS;
import static io.tidemark.analytics.Parameters.USERS;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the breakdown of any period and filter from the rollups. */
final class ReadBreakdown {

    private final JdbcClient jdbc;

    ReadBreakdown(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Breakdown of(Period period, UsageQuery query) {
        var shown = List.of(period.shown());
        var parameters = Parameters.of(shown, query.filter(), true);
        boolean wholeDays = query.filter().isEmpty() && period.grain() == Grain.DAY;
        return new Breakdown(
                wholeDays ? days(Parameters.of(shown, query.filter(), false)) : points(parameters),
                providers(parameters),
                models(parameters));
    }

    /** A day's own cell has all of it. */
    private Map<Instant, Breakdown.Point> days(Map<String, Object> parameters) {
        var points = new HashMap<Instant, Breakdown.Point>();
        jdbc.sql("""
                        SELECT r.bucket, r.active_users, p.p50, p.p95, p.p99
                        FROM %s
                        CROSS JOIN LATERAL latency_percentiles(r.latency_bins, r.latency_bin_calls) AS p
                        """.formatted(CELLS)).params(parameters).query(row -> {
            points.put(bucket(row), new Breakdown.Point(row.getLong("active_users"), Percentiles.from(row, "")));
        });
        return points;
    }

    private Map<Instant, Breakdown.Point> points(Map<String, Object> parameters) {
        var users = new HashMap<Instant, Long>();
        jdbc.sql("""
                        SELECT bucket, count(*) AS users
                        FROM (SELECT DISTINCT r.bucket, r.user_id FROM %s) AS of_bucket
                        GROUP BY bucket
                        """.formatted(USERS)).params(parameters).query(row -> {
            users.put(bucket(row), row.getLong("users"));
        });
        var points = new HashMap<Instant, Breakdown.Point>();
        jdbc.sql(percentilesBy("bucket")).params(parameters).query(row -> {
            var bucket = bucket(row);
            points.put(bucket, new Breakdown.Point(users.getOrDefault(bucket, 0L), Percentiles.from(row, "")));
        });
        users.forEach(
                (bucket, count) -> points.computeIfAbsent(bucket, _ -> new Breakdown.Point(count, Percentiles.NONE)));
        return points;
    }

    private static Instant bucket(ResultSet row) throws SQLException {
        return row.getObject("bucket", OffsetDateTime.class).toInstant();
    }

    private static String percentilesBy(String column) {
        return """
                WITH merged AS (
                    SELECT r.%1$s, b.bin, sum(b.n)::bigint AS calls
                    FROM %2$s
                    CROSS JOIN LATERAL unnest(r.latency_bins, r.latency_bin_calls) AS b (bin, n)
                    GROUP BY r.%1$s, b.bin)
                SELECT m.%1$s, p.p50, p.p95, p.p99
                FROM (
                    SELECT %1$s, array_agg(bin) AS bins, array_agg(calls) AS calls
                    FROM merged
                    GROUP BY %1$s) AS m
                CROSS JOIN LATERAL latency_percentiles(m.bins, m.calls) AS p
                """.formatted(column, CELLS);
    }

    private List<ProviderFigures> providers(Map<String, Object> parameters) {
        var latency = new HashMap<String, Percentiles>();
        jdbc.sql(percentilesBy("provider")).params(parameters).query(row -> {
            latency.put(row.getString("provider"), Percentiles.from(row, ""));
        });
        return jdbc.sql("SELECT r.provider, " + Sums.COLUMNS + " FROM " + CELLS
                        + " GROUP BY r.provider ORDER BY calls DESC, provider")
                .params(parameters)
                .query((row, _) -> {
                    var provider = row.getString("provider");
                    return new ProviderFigures(
                            provider, Sums.from(row), latency.getOrDefault(provider, Percentiles.NONE));
                })
                .list();
    }

    private Map<ModelName, Long> modelUsers(Map<String, Object> parameters) {
        var users = new HashMap<ModelName, Long>();
        jdbc.sql("""
                        SELECT provider, model, count(*) AS users
                        FROM (SELECT DISTINCT r.provider, r.model, r.user_id FROM %s) AS of_model
                        GROUP BY provider, model
                        """.formatted(USERS)).params(parameters).query(row -> {
            users.put(new ModelName(row.getString("provider"), row.getString("model")), row.getLong("users"));
        });
        return users;
    }

    private List<ModelFigures> models(Map<String, Object> parameters) {
        var users = modelUsers(parameters);
        return jdbc.sql("""
                        SELECT
                            r.provider,
                            r.model,
                            %s,
                            round(sum(r.total_cost) / nullif(sum(r.calls - r.unpriced_calls), 0), 12) AS cost_per_call,
                            round(1000 * sum(r.total_cost) / nullif(sum(r.priced_tokens), 0), 12) AS cost_per_1k_tokens,
                            max(r.last_used_at) AS last_used_at
                        FROM %s
                        GROUP BY r.provider, r.model
                        ORDER BY total_cost DESC, calls DESC, provider, model
                        """.formatted(Sums.COLUMNS, CELLS))
                .params(parameters)
                .query((row, _) -> {
                    var name = new ModelName(row.getString("provider"), row.getString("model"));
                    return ModelFigures.from(row, users.getOrDefault(name, 0L));
                })
                .list();
    }
}
