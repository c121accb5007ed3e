DROP MATERIALIZED VIEW IF EXISTS ${schema}.mv_model_costs;

CREATE MATERIALIZED VIEW ${schema}.mv_model_costs AS
SELECT provider,
    model,
    calls,
    prompt_tokens + completion_tokens AS total_tokens,
    total_cost,
    unpriced_calls,
    round(total_cost / nullif(calls - unpriced_calls, 0), 12) AS cost_per_call,
    round(1000 * total_cost / nullif(priced_tokens, 0), 12) AS cost_per_1k_tokens
FROM usage_rollup
WHERE grain = 'model' AND calls > 0;

CREATE UNIQUE INDEX mv_model_costs_key ON ${schema}.mv_model_costs (provider, model);

COMMENT ON MATERIALIZED VIEW ${schema}.mv_model_costs IS 'One row for each model of each provider over the last 30 days.';
COMMENT ON COLUMN ${schema}.mv_model_costs.cost_per_call IS 'Over the calls that have a price; NULL where none has one.';
COMMENT ON COLUMN ${schema}.mv_model_costs.cost_per_1k_tokens IS 'Over the prompt and completion tokens of the calls that have a price; NULL where there are none.';
