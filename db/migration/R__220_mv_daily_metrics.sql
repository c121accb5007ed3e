CALL replace_materialized_view('mv_daily_metrics', 'day', $view$
SELECT day_of(bucket, reporting_zone) AS day,
    calls,
    errors,
    active_users,
    prompt_tokens,
    completion_tokens,
    prompt_tokens + completion_tokens AS total_tokens,
    total_cost,
    unpriced_calls,
    round(latency_sum_ms / nullif(latency_calls, 0), 3) AS avg_latency_ms,
    p50_latency_ms,
    p95_latency_ms,
    p99_latency_ms
FROM analytics_state
JOIN usage_rollup ON grain = 'day_total'
    AND bucket >= midnight(window_start, reporting_zone) AND bucket < midnight(window_end + 1, reporting_zone)
    AND calls > 0
$view$);

CALL comment_on_view('mv_daily_metrics', NULL, 'One row for each of the last 30 days of the reporting zone, with today, that has calls.');
CALL comment_on_view('mv_daily_metrics', 'errors', 'Calls whose status is not among analytics_settings.success_statuses.');
CALL comment_on_view('mv_daily_metrics', 'active_users', 'Distinct users of the day.');
CALL comment_on_view('mv_daily_metrics', 'total_cost', 'Sum over the calls that have a price; the others are unpriced_calls.');
CALL comment_on_view('mv_daily_metrics', 'p95_latency_ms', 'At most 2 % from the latency at that rank; see latency_bin().');
