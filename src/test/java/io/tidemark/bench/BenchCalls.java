package io.tidemark.bench;

/** SQL that makes calls for measurements: 20 models of 5 providers, 3 services, 1,300 users, log-normal latencies. */
final class BenchCalls {

    private BenchCalls() {}

    /** Inserts this many calls, evenly over the time from {@code oldest} before now to {@code newest} before now. */
    static String insert(long count, String oldest, String newest) {
        return """
                INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status, prompt_tokens,
                    completion_tokens, total_cost, latency_ms)
                SELECT now() - interval '%s' + n * (interval '%s' - interval '%s') / %d,
                    'user-' || floor(1300 * random() ^ 2), 'service-' || floor(random() * 3), 'provider-' || m %% 5,
                    'model-' || m, CASE WHEN random() < 0.01 THEN 'error' ELSE 'success' END,
                    floor(random() * 3000), floor(random() * 800),
                    CASE WHEN random() < 0.99 THEN round((random() * 0.02)::numeric, 6) END,
                    round(exp(6.5 + random_normal() * 0.8)::numeric, 1)
                FROM (SELECT n, floor(random() * 20)::int AS m FROM generate_series(1, %d) AS n OFFSET 0) AS calls
                """.formatted(oldest, oldest, newest, count, count);
    }

    /** The four views as they would be over the raw calls, each with the index that CONCURRENTLY needs. */
    static String plainViews() {
        return """
                CREATE MATERIALIZED VIEW plain_daily_metrics AS
                SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS calls,
                    count(*) FILTER (WHERE status <> 'success') AS errors, count(DISTINCT user_id) AS active_users,
                    sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens,
                    sum(total_cost) AS total_cost, count(*) - count(total_cost) AS unpriced_calls,
                    avg(latency_ms) AS avg_latency_ms,
                    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_ms) AS latencies
                FROM api_usage WHERE created_at >= (now() AT TIME ZONE 'UTC')::date - 29 GROUP BY 1;
                CREATE UNIQUE INDEX ON plain_daily_metrics (day);
                CREATE MATERIALIZED VIEW plain_provider_performance AS
                SELECT provider, count(*) AS calls, count(*) FILTER (WHERE status <> 'success') AS errors,
                    sum(total_cost) AS total_cost, avg(latency_ms) AS avg_latency_ms,
                    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_ms) AS latencies
                FROM api_usage WHERE created_at >= (now() AT TIME ZONE 'UTC')::date - 29 GROUP BY provider;
                CREATE UNIQUE INDEX ON plain_provider_performance (provider);
                CREATE MATERIALIZED VIEW plain_model_costs AS
                SELECT provider, model, count(*) AS calls, sum(prompt_tokens + completion_tokens) AS total_tokens,
                    sum(total_cost) AS total_cost, count(*) - count(total_cost) AS unpriced_calls,
                    avg(total_cost) AS cost_per_call
                FROM api_usage WHERE created_at >= (now() AT TIME ZONE 'UTC')::date - 29 GROUP BY provider, model;
                CREATE UNIQUE INDEX ON plain_model_costs (provider, model);
                CREATE MATERIALIZED VIEW plain_model_usage AS
                SELECT provider, model, count(*) AS calls, count(*) FILTER (WHERE status <> 'success') AS errors,
                    count(DISTINCT user_id) AS active_users, sum(prompt_tokens) AS prompt_tokens,
                    sum(completion_tokens) AS completion_tokens, max(created_at) AS last_used_at
                FROM api_usage WHERE created_at >= (now() AT TIME ZONE 'UTC')::date - 29 GROUP BY provider, model;
                CREATE UNIQUE INDEX ON plain_model_usage (provider, model);
                """;
    }

    static String refreshPlainViews() {
        return """
                REFRESH MATERIALIZED VIEW plain_daily_metrics;
                REFRESH MATERIALIZED VIEW plain_provider_performance;
                REFRESH MATERIALIZED VIEW plain_model_costs;
                REFRESH MATERIALIZED VIEW plain_model_usage;
                """;
    }
}
