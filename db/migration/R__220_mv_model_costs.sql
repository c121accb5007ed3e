CALL replace_materialized_view('mv_model_costs', 'provider, model', $view$
SELECT provider,
    model,
    calls,
    prompt_tokens + completion_tokens AS total_tokens,
    total_cost,
    unpriced_calls,
    round(total_cost / nullif(calls - unpriced_calls, 0), 12) AS cost_per_call,
    round(1000 * total_cost / nullif(priced_tokens, 0), 12) AS cost_per_1k_tokens
FROM usage_rollup
WHERE grain = 'model' AND calls > 0
$view$);

CALL comment_on_view('mv_model_costs', NULL, 'One row for each model of each provider over the last 30 days.');
CALL comment_on_view('mv_model_costs', 'cost_per_call', 'Over the calls that have a price; NULL where none has one.');
CALL comment_on_view('mv_model_costs', 'cost_per_1k_tokens', 'Over the prompt and completion tokens of the calls that have a price; NULL where there are none.');
