DROP MATERIALIZED VIEW IF EXISTS ${schema}.mv_model_usage;

CREATE MATERIALIZED VIEW ${schema}.mv_model_usage AS
SELECT provider,
    model,
    calls,
    errors,
    active_users,
    prompt_tokens,
    completion_tokens,
    last_used_at
FROM usage_rollup
WHERE grain = 'model' AND calls > 0;

CREATE UNIQUE INDEX mv_model_usage_key ON ${schema}.mv_model_usage (provider, model);

COMMENT ON MATERIALIZED VIEW ${schema}.mv_model_usage IS 'One row for each model of each provider over the last 30 days.';
COMMENT ON COLUMN ${schema}.mv_model_usage.active_users IS 'Distinct users.';
COMMENT ON COLUMN ${schema}.mv_model_usage.last_used_at IS 'When its newest call was made.';
