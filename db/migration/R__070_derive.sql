-- Coarser grains from finer ones, and what is left when calls go.

CREATE OR REPLACE PROCEDURE derive_rollup(target text, origin text, from_bucket timestamptz, until_bucket timestamptz, zone text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '64MB'
AS $$
BEGIN
    WITH buckets AS MATERIALIZED (
        SELECT bucket,
            CASE WHEN target IN ('day', 'day_total') THEN midnight(day_of(bucket, zone), zone) ELSE '-infinity' END AS target_bucket
        FROM (
            SELECT DISTINCT bucket
            FROM usage_rollup
            WHERE grain = origin AND bucket >= from_bucket AND bucket < until_bucket
        ) AS buckets
    ),
    origins AS MATERIALIZED (
        SELECT
            target_bucket,
            CASE WHEN target = 'day' THEN service_type ELSE '' END AS target_service_type,
            CASE WHEN target IN ('day', 'provider', 'model') THEN provider ELSE '' END AS target_provider,
            CASE WHEN target IN ('day', 'model') THEN model ELSE '' END AS target_model,
            usage_rollup.*
        FROM usage_rollup
        JOIN buckets USING (bucket)
        WHERE grain = origin AND bucket >= from_bucket AND bucket < until_bucket AND calls <> 0
    ),
    cells AS MATERIALIZED (
        SELECT nextval('usage_rollup_cell_seq')::int AS cell, sums.*
        FROM (
            SELECT target_bucket, target_service_type, target_provider, target_model, sum(calls) AS calls,
                sum(errors) AS errors, sum(prompt_tokens) AS prompt_tokens, sum(cache_read_tokens) AS cache_read_tokens,
                sum(cache_creation_tokens) AS cache_creation_tokens, sum(completion_tokens) AS completion_tokens,
                sum(reasoning_tokens) AS reasoning_tokens, sum(total_cost) AS total_cost,
                sum(unpriced_calls) AS unpriced_calls, sum(priced_tokens) AS priced_tokens,
                sum(latency_calls) AS latency_calls, sum(latency_sum_ms) AS latency_sum_ms,
                CASE WHEN target IN ('day', 'model') THEN max(last_used_at) END AS last_used_at
            FROM origins
            GROUP BY target_bucket, target_service_type, target_provider, target_model
        ) AS sums
    ),
    origin_cells AS MATERIALIZED (
        SELECT cells.cell, origins.cell AS origin_cell, latency_bins, latency_bin_calls
        FROM origins
        JOIN cells USING (target_bucket, target_service_type, target_provider, target_model)
    ),
    latencies AS (
        SELECT merged.*, p.p50, p.p95, p.p99
        FROM (
            SELECT cell, array_agg(bin ORDER BY bin) AS bins, array_agg(calls ORDER BY bin) AS bin_calls
            FROM (
                SELECT cell, b.bin, sum(b.calls)::bigint AS calls
                FROM origin_cells, unnest(latency_bins, latency_bin_calls) AS b (bin, calls)
                GROUP BY cell, b.bin
            ) AS bins
            GROUP BY cell
        ) AS merged
        LEFT JOIN LATERAL latency_percentiles(bins, bin_calls) AS p ON target IN ('day_total', 'provider')
    ),
    users AS (
        INSERT INTO usage_rollup_user (cell, user_id, calls)
        SELECT o.cell, user_id, sum(calls)
        FROM origin_cells o
        JOIN usage_rollup_user u ON u.cell = o.origin_cell
        WHERE calls <> 0 AND target <> 'provider'
        GROUP BY o.cell, user_id
        RETURNING cell
    )
    INSERT INTO usage_rollup (cell, grain, bucket, service_type, provider, model, calls, errors, active_users,
        prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens, total_cost,
        unpriced_calls, priced_tokens, latency_calls, latency_sum_ms, p50_latency_ms, p95_latency_ms, p99_latency_ms,
        latency_bins, latency_bin_calls, last_used_at)
    SELECT cell, target, target_bucket, target_service_type, target_provider, target_model, calls, errors,
        coalesce(active_users, 0), prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens,
        reasoning_tokens, total_cost, unpriced_calls, priced_tokens, latency_calls, latency_sum_ms, p50, p95, p99,
        coalesce(bins, '{}'), coalesce(bin_calls, '{}'), last_used_at
    FROM cells
    LEFT JOIN latencies USING (cell)
    LEFT JOIN (SELECT cell, count(*) AS active_users FROM users GROUP BY cell) AS counted USING (cell);
END
$$;
COMMENT ON PROCEDURE derive_rollup IS 'Fills the cells of grain "target" from those of grain "origin" whose bucket lies in the span. The cells must not exist yet.';

CREATE OR REPLACE PROCEDURE derive_window(window_from timestamptz, window_until timestamptz, zone text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    DELETE FROM usage_rollup_user WHERE cell = ANY (ARRAY(SELECT cell FROM usage_rollup WHERE grain = 'model'));
    DELETE FROM usage_rollup WHERE grain IN ('provider', 'model');
    CALL derive_rollup('provider', 'day', window_from, window_until, zone);
    CALL derive_rollup('model', 'day', window_from, window_until, zone);
END
$$;
COMMENT ON PROCEDURE derive_window IS 'Fills the grains that span the 30 days of the views from the days.';

CREATE OR REPLACE PROCEDURE clear_rollups(stale tstzmultirange, zone text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    days_from constant timestamptz := midnight(day_of(coalesce(lower(stale), '-infinity'), zone), zone);
    days_until constant timestamptz := CASE
        WHEN upper(stale) = midnight(day_of(upper(stale), zone), zone) THEN upper(stale)
        ELSE end_of_day(coalesce(upper(stale), 'infinity'), zone) END;
    cleared int[];
BEGIN
    cleared := ARRAY(
        SELECT cell
        FROM usage_rollup
        WHERE (grain IN ('hour', 'hour_total') AND bucket <@ stale)
            OR (grain IN ('day', 'day_total') AND bucket >= days_from AND bucket < days_until));
    DELETE FROM usage_rollup_user WHERE cell = ANY (cleared);
    DELETE FROM usage_rollup WHERE cell = ANY (cleared);
    -- Counting all of it anew mends what somebody did by hand.
    IF lower_inf(stale) THEN
        DELETE FROM usage_rollup_user u WHERE NOT EXISTS (SELECT FROM usage_rollup r WHERE r.cell = u.cell);
    END IF;
    -- Hours that are not stale stay, also where their raw calls are gone; the days are theirs again.
    CALL derive_rollup('day', 'hour', days_from, days_until, zone);
    CALL derive_rollup('day_total', 'hour', days_from, days_until, zone);
END
$$;
COMMENT ON PROCEDURE clear_rollups IS 'Takes the stale spans out of the hour and day grains; derive_window() must follow.';

CREATE OR REPLACE PROCEDURE drop_empty_cells(removed_from timestamptz, removed_until timestamptz)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    DELETE FROM usage_rollup_user
    WHERE calls = 0 AND cell = ANY (ARRAY(
        SELECT cell
        FROM usage_rollup
        WHERE grain = 'model'
            OR (grain IN ('hour', 'day', 'day_total') AND bucket >= removed_from AND bucket < removed_until)));
    DELETE FROM usage_rollup
    WHERE calls = 0
        AND (grain IN ('provider', 'model')
            OR (grain IN ('hour', 'hour_total', 'day', 'day_total') AND bucket >= removed_from AND bucket < removed_until));
END
$$;
COMMENT ON PROCEDURE drop_empty_cells IS 'After calls left the days of this span: drops the cells, and the users in them, that have none any more.';

CREATE OR REPLACE PROCEDURE find_newest_calls(removed_from timestamptz, removed_until timestamptz, zone text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    window_from constant timestamptz := (SELECT midnight(window_start, zone) FROM analytics_state);
    window_until constant timestamptz := (SELECT midnight(window_end + 1, zone) FROM analytics_state);
BEGIN
    UPDATE usage_rollup d
    SET last_used_at = (
        SELECT max(h.last_used_at)
        FROM usage_rollup h
        WHERE h.grain = 'hour' AND h.bucket >= d.bucket AND h.bucket < end_of_day(d.bucket, zone)
            AND h.service_type = d.service_type AND h.provider = d.provider AND h.model = d.model)
    WHERE d.grain = 'day' AND d.bucket >= removed_from AND d.bucket < removed_until AND d.last_used_at IS NULL;
    UPDATE usage_rollup m
    SET last_used_at = (
        SELECT max(d.last_used_at)
        FROM usage_rollup d
        WHERE d.grain = 'day' AND d.bucket >= window_from AND d.bucket < window_until
            AND d.provider = m.provider AND d.model = m.model)
    WHERE m.grain = 'model' AND m.last_used_at IS NULL;
END
$$;
COMMENT ON PROCEDURE find_newest_calls IS 'After calls left the days of this span: finds the newest call of each day and model that lost it, from the hours.';
