CALL replace_materialized_view('mv_model_usage', 'provider, model', $view$
SELECT provider,
    model,
    calls,
    errors,
    active_users,
    prompt_tokens,
    completion_tokens,
    last_used_at
FROM usage_rollup
WHERE grain = 'model' AND calls > 0
$view$);

CALL comment_on_view('mv_model_usage', NULL, 'One row for each model of each provider over the last 30 days.');
CALL comment_on_view('mv_model_usage', 'active_users', 'Distinct users.');
CALL comment_on_view('mv_model_usage', 'last_used_at', 'When its newest call was made.');
