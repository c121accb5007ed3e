DROP MATERIALIZED VIEW IF EXISTS ${schema}.mv_provider_performance;

CREATE MATERIALIZED VIEW ${schema}.mv_provider_performance AS
SELECT provider,
    calls,
    errors,
    round((calls - errors)::numeric / calls, 6) AS success_rate,
    total_cost,
    unpriced_calls,
    round(latency_sum_ms / nullif(latency_calls, 0), 3) AS avg_latency_ms,
    p50_latency_ms,
    p95_latency_ms,
    p99_latency_ms
FROM usage_rollup
WHERE grain = 'provider' AND calls > 0;

CREATE UNIQUE INDEX mv_provider_performance_key ON ${schema}.mv_provider_performance (provider);

COMMENT ON MATERIALIZED VIEW ${schema}.mv_provider_performance IS 'One row for each provider over the last 30 days.';
COMMENT ON COLUMN ${schema}.mv_provider_performance.success_rate IS 'From 0 to 1.';
COMMENT ON COLUMN ${schema}.mv_provider_performance.p95_latency_ms IS 'At most 2 % from the latency at that rank; see latency_bin().';
