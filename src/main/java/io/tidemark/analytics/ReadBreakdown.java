package io.tidemark.analytics;

import static io.tidemark.analytics.Parameters.MATCHES;
import static io.tidemark.analytics.Parameters.SPANS;

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
        var parameters = Parameters.of(Map.of("shown", period.shown()), query.filter(), true);
        var bucketLatency = new HashMap<Instant, Percentiles>();
        var providerLatency = new HashMap<String, Percentiles>();
        readLatency(parameters, bucketLatency, providerLatency);
        var bucketUsers = new HashMap<Instant, Long>();
        var modelUsers = new HashMap<ModelName, Long>();
        readUsers(parameters, bucketUsers, modelUsers);

        var points = new HashMap<Instant, Breakdown.Point>();
        period.buckets()
                .forEach(bucket -> points.put(
                        bucket,
                        new Breakdown.Point(
                                bucketUsers.getOrDefault(bucket, 0L),
                                bucketLatency.getOrDefault(bucket, Percentiles.NONE))));
        return new Breakdown(points, providers(parameters, providerLatency), models(parameters, modelUsers));
    }

    private void readLatency(
            Map<String, Object> parameters, Map<Instant, Percentiles> byBucket, Map<String, Percentiles> byProvider) {
        jdbc.sql("""
                        WITH merged AS (
                            SELECT r.bucket, r.provider, b.bin, sum(b.n)::bigint AS calls
                            FROM %s
                            JOIN usage_rollup AS r ON %s
                            CROSS JOIN LATERAL unnest(r.latency_bins, r.latency_bin_calls) AS b (bin, n)
                            GROUP BY GROUPING SETS ((r.bucket, b.bin), (r.provider, b.bin)))
                        SELECT m.bucket, m.provider, p.p50, p.p95, p.p99
                        FROM (
                            SELECT bucket, provider, array_agg(bin) AS bins, array_agg(calls) AS calls
                            FROM merged
                            GROUP BY bucket, provider) AS m
                        CROSS JOIN LATERAL latency_percentiles(m.bins, m.calls) AS p
                        """.formatted(SPANS, MATCHES)).params(parameters).query(row -> {
            var percentiles = Percentiles.from(row, "");
            var provider = row.getString("provider");
            if (provider != null) {
                byProvider.put(provider, percentiles);
            } else {
                byBucket.put(row.getObject("bucket", OffsetDateTime.class).toInstant(), percentiles);
            }
        });
    }

    private void readUsers(Map<String, Object> parameters, Map<Instant, Long> byBucket, Map<ModelName, Long> byModel) {
        jdbc.sql("""
                        SELECT r.bucket, r.provider, r.model, count(DISTINCT r.user_id) AS users
                        FROM %s
                        JOIN usage_rollup_user AS r ON %s
                        GROUP BY GROUPING SETS ((r.bucket), (r.provider, r.model))
                        """.formatted(SPANS, MATCHES)).params(parameters).query(row -> {
            var model = row.getString("model");
            if (model != null) {
                byModel.put(new ModelName(row.getString("provider"), model), row.getLong("users"));
            } else {
                byBucket.put(row.getObject("bucket", OffsetDateTime.class).toInstant(), row.getLong("users"));
            }
        });
    }

    private List<ProviderFigures> providers(Map<String, Object> parameters, Map<String, Percentiles> latency) {
        return jdbc.sql("SELECT r.provider, " + Sums.COLUMNS + " FROM " + SPANS + " JOIN usage_rollup AS r ON "
                        + MATCHES + " GROUP BY r.provider ORDER BY calls DESC, provider")
                .params(parameters)
                .query((row, _) -> {
                    var provider = row.getString("provider");
                    return new ProviderFigures(
                            provider, Sums.from(row), latency.getOrDefault(provider, Percentiles.NONE));
                })
                .list();
    }

    private List<ModelFigures> models(Map<String, Object> parameters, Map<ModelName, Long> users) {
        return jdbc.sql("""
                        SELECT
                            r.provider,
                            r.model,
                            %s,
                            round(sum(r.total_cost) / nullif(sum(r.calls - r.unpriced_calls), 0), 12) AS cost_per_call,
                            round(1000 * sum(r.total_cost) / nullif(sum(r.priced_tokens), 0), 12) AS cost_per_1k_tokens,
                            max(r.last_used_at) AS last_used_at
                        FROM %s
                        JOIN usage_rollup AS r ON %s
                        GROUP BY r.provider, r.model
                        ORDER BY total_cost DESC, calls DESC, provider, model
                        """.formatted(Sums.COLUMNS, SPANS, MATCHES))
                .params(parameters)
                .query((row, _) -> {
                    var name = new ModelName(row.getString("provider"), row.getString("model"));
                    return ModelFigures.from(row, users.getOrDefault(name, 0L));
                })
                .list();
    }
}
