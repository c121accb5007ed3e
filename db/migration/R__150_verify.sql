-- The proof: count everything again from api_usage and compare, cell by cell.

DROP FUNCTION IF EXISTS counted_calls(); -- it may return other columns by now

CREATE FUNCTION counted_calls() RETURNS TABLE (created_at timestamptz, user_id text, service_type text, provider text,
    model text, status text, prompt_tokens bigint, cache_read_tokens bigint, cache_creation_tokens bigint,
    completion_tokens bigint, reasoning_tokens bigint, total_cost numeric, latency_ms numeric)
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    WITH calls AS NOT MATERIALIZED (
        SELECT u.created_at, u.user_id, u.service_type, u.provider, u.model, u.status, u.prompt_tokens, u.cache_read_tokens,
            u.cache_creation_tokens, u.completion_tokens, u.reasoning_tokens, u.total_cost, u.latency_ms
        FROM usage_calls() u, analytics_state s
        WHERE pg_visible_in_snapshot(u.tx, s.snapshot)
    ),
    changes AS MATERIALIZED (
        SELECT c.*
        FROM api_usage_change c, analytics_state s
        WHERE pg_visible_in_snapshot(c.tx, s.snapshot)
    )
    -- The calls as the last refresh saw them: what it had counted and nobody changed since ...
    SELECT u.*
    FROM calls u
    WHERE NOT EXISTS (SELECT FROM changes c WHERE c.sign = 1 AND c.created_at = u.created_at)
    UNION ALL
    -- ... and without what changes added, with what they took away. Equal calls count alike, so no key is needed.
    (
        (
            SELECT u.*
            FROM calls u
            WHERE EXISTS (SELECT FROM changes c WHERE c.sign = 1 AND c.created_at = u.created_at)
            UNION ALL
            SELECT created_at, user_id, service_type, provider, model, status, prompt_tokens, cache_read_tokens,
                cache_creation_tokens, completion_tokens, reasoning_tokens, total_cost, latency_ms
            FROM changes
            WHERE sign = -1
        )
        EXCEPT ALL
        SELECT created_at, user_id, service_type, provider, model, status, prompt_tokens, cache_read_tokens,
            cache_creation_tokens, completion_tokens, reasoning_tokens, total_cost, latency_ms
        FROM changes
        WHERE sign = 1
    )
$$;
COMMENT ON FUNCTION counted_calls() IS 'The calls that the last refresh counted, with the values it counted, whatever was committed since.';

CREATE OR REPLACE FUNCTION ${schema}.verify_analytics_views()
RETURNS TABLE (relation text, cell text, "column" text, found text, expected text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET jit = off SET work_mem = '256MB'
-- What is compared, and named, is text.
SET timezone = 'UTC' SET extra_float_digits = 1
SET enable_seqscan = on SET enable_indexscan = on SET enable_bitmapscan = on SET enable_nestloop = on SET enable_hashjoin = on
SET enable_mergejoin = on SET enable_hashagg = on SET enable_sort = on SET enable_material = on
AS $$
#variable_conflict use_column
BEGIN
    -- Keeps TRUNCATE and DETACH out, which no snapshot hides; reads, writes and refreshes go on.
    LOCK TABLE ${schema}.api_usage IN ACCESS SHARE MODE;
    IF has_fixed_snapshot() AND replaced_since_snapshot() THEN
        RAISE EXCEPTION 'calls were truncated, or months of them came or went, after this transaction took its snapshot'
            USING ERRCODE = 'serialization_failure', HINT = 'Try again in a new transaction.';
    END IF;

    RETURN QUERY
    WITH state AS MATERIALIZED (
        SELECT s.*, midnight(window_start, reporting_zone) AS window_from,
            midnight(window_end + 1, reporting_zone) AS window_until,
            lower_statuses(success_statuses) AS successes,
            without_source
        FROM analytics_state s, (
            SELECT coalesce(range_agg(span), '{}') AS without_source
            FROM (
                SELECT tstzrange(lower, upper) AS span FROM api_usage_missing_partition
                UNION ALL
                SELECT span FROM api_usage_stale_range
            ) AS spans
        ) AS missing
    ),
    calls AS MATERIALIZED (
        SELECT
            (c.created_at AT TIME ZONE 'UTC')::date AS utc_date,
            created_at >= window_from AND created_at < window_until AS in_window,
            coalesce(nullif(c.service_type, ''), 'unknown') COLLATE "C" AS service_type,
            coalesce(nullif(c.provider, ''), 'unknown') COLLATE "C" AS provider,
            coalesce(nullif(c.model, ''), 'unknown') COLLATE "C" AS model,
            nullif(c.user_id, '') COLLATE "C" AS user_id,
            is_success(c.status, successes) AS is_success,
            c.created_at, c.prompt_tokens, c.cache_read_tokens, c.cache_creation_tokens, c.completion_tokens,
            c.reasoning_tokens, c.total_cost, c.latency_ms, latency_bin(c.latency_ms) AS bin
        FROM counted_calls() c, state
    ),
    days AS MATERIALIZED (
        SELECT utc_date, starts_at, ends_at
        FROM (SELECT DISTINCT utc_date FROM calls) AS dates
        CROSS JOIN state
        CROSS JOIN LATERAL days_between(utc_date - 1, utc_date + 1, reporting_zone)
    ),
    source AS NOT MATERIALIZED (
        SELECT starts_at AS day, date_bin('1 hour', created_at, starts_at) AS hour, calls.*
        FROM calls
        JOIN days USING (utc_date)
        WHERE created_at >= starts_at AND created_at < ends_at
    ),
    recount AS MATERIALIZED (
        SELECT
            grain_of(GROUPING(hour, day, s.model)) AS grain,
            coalesce(hour, day, '-infinity') AS bucket,
            coalesce(s.service_type, '') AS service_type, coalesce(s.provider, '') AS provider,
            coalesce(s.model, '') AS model,
            count(*) AS calls,
            count(*) FILTER (WHERE is_success IS NOT TRUE) AS errors,
            count(DISTINCT s.user_id) AS active_users,
            sum(s.prompt_tokens) AS prompt_tokens,
            sum(s.cache_read_tokens) AS cache_read_tokens,
            sum(s.cache_creation_tokens) AS cache_creation_tokens,
            sum(s.completion_tokens) AS completion_tokens,
            sum(s.reasoning_tokens) AS reasoning_tokens,
            coalesce(sum(s.total_cost), 0) AS total_cost,
            count(*) FILTER (WHERE s.total_cost IS NULL) AS unpriced_calls,
            coalesce(sum(s.prompt_tokens + s.completion_tokens) FILTER (WHERE s.total_cost IS NOT NULL), 0) AS priced_tokens,
            count(s.latency_ms) AS latency_calls,
            coalesce(sum(s.latency_ms), 0) AS latency_sum_ms,
            max(s.created_at) AS last_used_at
        FROM source s
        GROUP BY GROUPING SETS (
            (hour, s.service_type, s.provider, s.model), (hour), (day, s.service_type, s.provider, s.model), (day),
            (in_window, s.provider, s.model), (in_window, s.provider))
        HAVING GROUPING(in_window) = 1 OR in_window
    ),
    recount_latencies AS MATERIALIZED (
        SELECT grain, bucket, service_type, provider, model,
            array_agg(bin ORDER BY bin) AS bins, array_agg(bin_calls ORDER BY bin) AS bin_calls
        FROM (
            SELECT
                grain_of(GROUPING(hour, day, s.model)) AS grain,
                coalesce(hour, day, '-infinity') AS bucket,
                coalesce(s.service_type, '') AS service_type, coalesce(s.provider, '') AS provider,
                coalesce(s.model, '') AS model,
                bin, count(*) AS bin_calls
            FROM source s
            WHERE bin IS NOT NULL
            GROUP BY GROUPING SETS (
                (hour, s.service_type, s.provider, s.model, bin), (hour, bin),
                (day, s.service_type, s.provider, s.model, bin), (day, bin),
                (in_window, s.provider, s.model, bin), (in_window, s.provider, bin))
            HAVING GROUPING(in_window) = 1 OR in_window
        ) AS binned
        GROUP BY grain, bucket, service_type, provider, model
    ),
    expected_cells AS (
        SELECT r.*, coalesce(l.bins, '{}') AS bins, coalesce(l.bin_calls, '{}') AS bin_calls, p.p50, p.p95, p.p99
        FROM recount r
        LEFT JOIN recount_latencies l USING (grain, bucket, service_type, provider, model)
        CROSS JOIN latency_percentiles(l.bins, l.bin_calls) p
    ),
    rows_expected (relation, grain, bucket, cell, "row") AS (
        SELECT 'usage_rollup', grain, bucket, jsonb_build_array(grain, bucket, service_type, provider, model), jsonb_build_object(
            'calls', calls, 'errors', errors, 'active_users', CASE WHEN grain NOT IN ('hour_total', 'provider') THEN active_users ELSE 0 END,
            'prompt_tokens', prompt_tokens, 'cache_read_tokens', cache_read_tokens,
            'cache_creation_tokens', cache_creation_tokens, 'completion_tokens', completion_tokens,
            'reasoning_tokens', reasoning_tokens, 'total_cost', total_cost, 'unpriced_calls', unpriced_calls,
            'priced_tokens', priced_tokens, 'latency_calls', latency_calls, 'latency_sum_ms', latency_sum_ms,
            'p50_latency_ms', CASE WHEN grain IN ('day_total', 'provider') THEN p50 END,
            'p95_latency_ms', CASE WHEN grain IN ('day_total', 'provider') THEN p95 END,
            'p99_latency_ms', CASE WHEN grain IN ('day_total', 'provider') THEN p99 END,
            'latency_bins', bins, 'latency_bin_calls', bin_calls,
            'last_used_at', CASE WHEN grain IN ('hour', 'day', 'model') THEN last_used_at END)
        FROM expected_cells
        UNION ALL
        SELECT 'mv_daily_metrics', grain, bucket, jsonb_build_array(day_of(bucket, reporting_zone)), jsonb_build_object(
            'calls', calls, 'errors', errors, 'active_users', active_users, 'prompt_tokens', prompt_tokens,
            'completion_tokens', completion_tokens, 'total_tokens', prompt_tokens + completion_tokens,
            'total_cost', total_cost, 'unpriced_calls', unpriced_calls,
            'avg_latency_ms', round(latency_sum_ms / nullif(latency_calls, 0), 3),
            'p50_latency_ms', p50, 'p95_latency_ms', p95, 'p99_latency_ms', p99)
        FROM expected_cells, state
        WHERE grain = 'day_total' AND bucket >= window_from AND bucket < window_until
        UNION ALL
        SELECT 'mv_provider_performance', grain, bucket, jsonb_build_array(provider), jsonb_build_object(
            'calls', calls, 'errors', errors, 'success_rate', round(1 - errors::numeric / calls, 6),
            'total_cost', total_cost, 'unpriced_calls', unpriced_calls,
            'avg_latency_ms', round(latency_sum_ms / nullif(latency_calls, 0), 3),
            'p50_latency_ms', p50, 'p95_latency_ms', p95, 'p99_latency_ms', p99)
        FROM expected_cells
        WHERE grain = 'provider'
        UNION ALL
        SELECT 'mv_model_costs', grain, bucket, jsonb_build_array(provider, model), jsonb_build_object(
            'calls', calls, 'total_tokens', prompt_tokens + completion_tokens, 'total_cost', total_cost,
            'unpriced_calls', unpriced_calls,
            'cost_per_call', round(total_cost / nullif(calls - unpriced_calls, 0), 12),
            'cost_per_1k_tokens', round(1000 * total_cost / nullif(priced_tokens, 0), 12))
        FROM expected_cells
        WHERE grain = 'model'
        UNION ALL
        SELECT 'mv_model_usage', grain, bucket, jsonb_build_array(provider, model), jsonb_build_object(
            'calls', calls, 'errors', errors, 'active_users', active_users, 'prompt_tokens', prompt_tokens,
            'completion_tokens', completion_tokens, 'last_used_at', last_used_at)
        FROM expected_cells
        WHERE grain = 'model'
        UNION ALL
        SELECT 'usage_rollup_user', grain, bucket, jsonb_build_array(grain, bucket, service_type, provider, model, user_id),
            jsonb_build_object('calls', calls)
        FROM (
            SELECT
                grain_of(GROUPING(hour, day, s.model)) AS grain,
                coalesce(hour, day, '-infinity') AS bucket,
                coalesce(s.service_type, '') AS service_type, coalesce(s.provider, '') AS provider,
                coalesce(s.model, '') AS model, user_id, count(*) AS calls
            FROM source s
            WHERE user_id IS NOT NULL
            GROUP BY GROUPING SETS (
                (hour, s.service_type, s.provider, s.model, user_id), (day, s.service_type, s.provider, s.model, user_id),
                (day, user_id), (in_window, s.provider, s.model, user_id))
            HAVING GROUPING(in_window) = 1 OR in_window
        ) AS users
    ),
    rows_found (relation, grain, bucket, cell, "row") AS (
        SELECT 'usage_rollup', grain, bucket, jsonb_build_array(grain, bucket, service_type, provider, model),
            to_jsonb(r) - ARRAY['cell', 'grain', 'bucket', 'service_type', 'provider', 'model']
        FROM usage_rollup r
        UNION ALL
        SELECT 'mv_daily_metrics', 'day_total', midnight(day, reporting_zone), jsonb_build_array(day), to_jsonb(v) - 'day'
        FROM ${schema}.mv_daily_metrics v, state
        UNION ALL
        SELECT 'mv_provider_performance', 'provider', '-infinity', jsonb_build_array(provider), to_jsonb(v) - 'provider'
        FROM ${schema}.mv_provider_performance v
        UNION ALL
        SELECT 'mv_model_costs', 'model', '-infinity', jsonb_build_array(provider, model), to_jsonb(v) - ARRAY['provider', 'model']
        FROM ${schema}.mv_model_costs v
        UNION ALL
        SELECT 'mv_model_usage', 'model', '-infinity', jsonb_build_array(provider, model), to_jsonb(v) - ARRAY['provider', 'model']
        FROM ${schema}.mv_model_usage v
        UNION ALL
        SELECT 'usage_rollup_user', grain, bucket,
            jsonb_build_array(grain, bucket, service_type, provider, model, user_id), jsonb_build_object('calls', u.calls)
        FROM usage_rollup_user u
        LEFT JOIN usage_rollup USING (cell)
    )
    SELECT relation, cell::text, field.key, f."row" ->> field.key, e."row" ->> field.key
    FROM rows_found f
    FULL JOIN rows_expected e USING (relation, grain, bucket, cell)
    CROSS JOIN state
    CROSS JOIN LATERAL jsonb_object_keys(coalesce(e."row", f."row")) AS field (key)
    WHERE f."row" IS DISTINCT FROM e."row" AND f."row" -> field.key IS DISTINCT FROM e."row" -> field.key
        -- Cells whose raw calls are detached or were truncated a moment ago have nothing to be compared with.
        AND NOT without_source && CASE
            WHEN grain IN ('hour', 'hour_total') THEN tstzrange(bucket, end_of_hour(bucket, reporting_zone))
            WHEN bucket > '-infinity' THEN tstzrange(bucket, end_of_day(bucket, reporting_zone))
            ELSE tstzrange(window_from, window_until)
        END;
END
$$;
COMMENT ON FUNCTION ${schema}.verify_analytics_views() IS 'Recounts rollups and views from api_usage for the instant of the last refresh, in one snapshot and beside running writers, and returns every cell that differs. No row: all figures are right.';
