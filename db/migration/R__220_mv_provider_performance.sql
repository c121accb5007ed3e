CALL replace_materialized_view('mv_provider_performance', 'provider', $view$
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
WHERE grain = 'provider' AND calls > 0
$view$);

CALL comment_on_view('mv_provider_performance', NULL, 'One row for each provider over the last 30 days.');
CALL comment_on_view('mv_provider_performance', 'success_rate', 'From 0 to 1.');
CALL comment_on_view('mv_provider_performance', 'p95_latency_ms', 'At most 2 % from the latency at that rank; see latency_bin().');
