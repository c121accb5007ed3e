-- The arithmetic of a refresh: what changed is added to the rollups.

CREATE OR REPLACE FUNCTION grain_of(left_out int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY['hour', 'hour_total', 'day', 'day_total', 'model', 'provider'])[left_out - 1];
COMMENT ON FUNCTION grain_of IS 'The grain of usage_rollup that a grouping set makes, by what GROUPING(hour, day, model) says of it.';

CREATE OR REPLACE FUNCTION lower_statuses(success_statuses text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT lower(status COLLATE "C") FROM unnest(success_statuses || 'success'::text) AS status ORDER BY 1);
COMMENT ON FUNCTION lower_statuses IS 'The statuses that an installation calls a success, and ''success'', with A to Z in lower case: as is_success() wants them.';

-- Inlined by the planner; the first comparison is all that most calls need.
CREATE OR REPLACE FUNCTION is_success(status text, successes text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN status = 'success' OR lower(status COLLATE "C") = ANY (successes);
COMMENT ON FUNCTION is_success IS 'Whether a call of this status is a success, by what lower_statuses() says; NULL where it has none, which is an error.';

CREATE OR REPLACE FUNCTION fold_api_usage(counted pg_snapshot, stale tstzmultirange, zone text, window_from timestamptz,
    window_until timestamptz) RETURNS fold_result
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET jit = off SET work_mem = '64MB'
-- Cells are joined by five columns, which the planner takes for one row; and new calls are found by the index on tx.
SET enable_nestloop = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
#variable_conflict use_variable
DECLARE
    successes constant text[] := (SELECT lower_statuses(success_statuses) FROM analytics_state);
    result fold_result;
BEGIN
    -- One statement, so that what is read, what is consumed and the snapshot that is returned are of one instant.
    WITH this AS MATERIALIZED (
        SELECT committed_snapshot() AS snapshot
    ),
    consumed AS (
        DELETE FROM api_usage_change c
        USING this
        WHERE pg_visible_in_snapshot(c.logged_tx, this.snapshot)
        RETURNING c.*
    ),
    -- What our own, still open transaction changed: only committed values count.
    own AS MATERIALIZED (
        SELECT c.*
        FROM api_usage_change c, this
        WHERE NOT pg_visible_in_snapshot(c.logged_tx, this.snapshot) AND pg_visible_in_snapshot(c.tx, this.snapshot)
    ),
    own_named AS MATERIALIZED (
        SELECT sign, created_at,
            coalesce(nullif(service_type, ''), 'unknown') AS service_type,
            coalesce(nullif(provider, ''), 'unknown') AS provider,
            coalesce(nullif(model, ''), 'unknown') AS model
        FROM own
    ),
    changes AS (
        -- Calls visible now that were not visible then: of transactions that had not begun ...
        SELECT 1 AS sign, u.created_at, u.user_id, u.service_type, u.provider, u.model, u.status, u.prompt_tokens,
            u.cache_read_tokens, u.cache_creation_tokens, u.completion_tokens, u.reasoning_tokens, u.total_cost,
            u.latency_ms, u.received_at, u.tx
        FROM usage_calls() u, this
        WHERE u.tx >= pg_snapshot_xmax(counted)
            AND pg_visible_in_snapshot(u.tx, this.snapshot)
            AND NOT u.created_at <@ stale
        UNION ALL
        -- ... and of those that were open and are no more. One that stays open has nobody read what came after it.
        SELECT 1, u.created_at, u.user_id, u.service_type, u.provider, u.model, u.status, u.prompt_tokens,
            u.cache_read_tokens, u.cache_creation_tokens, u.completion_tokens, u.reasoning_tokens, u.total_cost,
            u.latency_ms, u.received_at, u.tx
        FROM usage_calls() u
        WHERE u.tx = ANY (ARRAY(SELECT ended FROM this, ended_transactions(counted, this.snapshot) AS ended))
            -- True of them all; but so the planner takes them for few, and does not make hash tables for a large part.
            AND pg_visible_in_snapshot(u.tx, counted)::int = 0
            AND NOT u.created_at <@ stale
        UNION ALL
        -- All calls of the spans that are counted anew.
        SELECT 1, u.created_at, u.user_id, u.service_type, u.provider, u.model, u.status, u.prompt_tokens,
            u.cache_read_tokens, u.cache_creation_tokens, u.completion_tokens, u.reasoning_tokens, u.total_cost,
            u.latency_ms, NULL, NULL
        FROM usage_calls() u, this
        WHERE NOT isempty(stale)
            AND u.created_at >= coalesce(lower(stale), '-infinity')
            AND u.created_at < coalesce(upper(stale), 'infinity')
            AND u.created_at <@ stale
            AND pg_visible_in_snapshot(u.tx, this.snapshot)
        UNION ALL
        -- Changes of calls that were counted; those of a call that was not are in the call itself.
        SELECT c.sign, c.created_at, c.user_id, c.service_type, c.provider, c.model, c.status, c.prompt_tokens,
            c.cache_read_tokens, c.cache_creation_tokens, c.completion_tokens, c.reasoning_tokens, c.total_cost,
            c.latency_ms, NULL, NULL
        FROM consumed c
        WHERE pg_visible_in_snapshot(c.tx, counted)
            AND NOT c.created_at <@ stale
        UNION ALL
        -- What our own transaction changed of calls that are new: undone.
        SELECT -c.sign, c.created_at, c.user_id, c.service_type, c.provider, c.model, c.status, c.prompt_tokens,
            c.cache_read_tokens, c.cache_creation_tokens, c.completion_tokens, c.reasoning_tokens, c.total_cost,
            c.latency_ms, NULL, NULL
        FROM own c
        WHERE NOT pg_visible_in_snapshot(c.tx, counted) OR c.created_at <@ stale
    ),
    calls AS MATERIALIZED (
        SELECT sign, created_at, received_at, tx,
            (created_at AT TIME ZONE zone)::date AS date,
            created_at >= window_from AND created_at < window_until AS in_window,
            coalesce(nullif(service_type, ''), 'unknown') COLLATE "C" AS service_type,
            coalesce(nullif(provider, ''), 'unknown') COLLATE "C" AS provider,
            coalesce(nullif(model, ''), 'unknown') COLLATE "C" AS model,
            nullif(user_id, '') COLLATE "C" AS user_id,
            CASE WHEN is_success(status, successes) THEN 0 ELSE sign END AS errors,
            sign * prompt_tokens AS prompt_tokens,
            sign * cache_read_tokens AS cache_read_tokens,
            sign * cache_creation_tokens AS cache_creation_tokens,
            sign * completion_tokens AS completion_tokens,
            sign * reasoning_tokens AS reasoning_tokens,
            CASE sign WHEN 1 THEN coalesce(total_cost, 0) ELSE -coalesce(total_cost, 0) END AS total_cost,
            CASE WHEN total_cost IS NULL THEN sign ELSE 0 END AS unpriced_calls,
            CASE WHEN total_cost IS NULL THEN 0 ELSE sign * (prompt_tokens + completion_tokens) END AS priced_tokens,
            CASE WHEN latency_ms IS NULL THEN 0 ELSE sign END AS latency_calls,
            CASE sign WHEN 1 THEN coalesce(latency_ms, 0) ELSE -coalesce(latency_ms, 0) END AS latency_sum_ms,
            latency_bin(latency_ms) AS bin
        FROM changes
    ),
    -- What day_of() and start_of_hour() say, reckoned once for each date and not for each call.
    dates AS MATERIALIZED (
        SELECT date, midnight(date, zone) AS starts_at, midnight(date + 1, zone) AS next_starts_at
        FROM (SELECT DISTINCT date FROM calls) AS dates
    ),
    measured AS NOT MATERIALIZED (
        SELECT calls.*, day, date_bin('1 hour', created_at, day) AS hour
        FROM calls
        JOIN dates USING (date)
        CROSS JOIN LATERAL (
            SELECT CASE WHEN created_at >= next_starts_at THEN next_starts_at ELSE starts_at END AS day
        ) AS of_call
        OFFSET 0 -- has the planner expect no more hours and days than where they stand in one table
    ),
    -- Calls are gone through once for the hours and never for the longer grains, which are sums of these.
    hours AS MATERIALIZED (
        SELECT in_window, day, hour, service_type, provider, model,
            sum(sign) AS calls,
            sum(errors) AS errors,
            sum(prompt_tokens) AS prompt_tokens,
            sum(cache_read_tokens) AS cache_read_tokens,
            sum(cache_creation_tokens) AS cache_creation_tokens,
            sum(completion_tokens) AS completion_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(total_cost) AS total_cost,
            sum(unpriced_calls) AS unpriced_calls,
            sum(priced_tokens) AS priced_tokens,
            sum(latency_calls) AS latency_calls,
            sum(latency_sum_ms) AS latency_sum_ms,
            max(created_at) FILTER (WHERE sign > 0) AS newest_added,
            max(created_at) FILTER (WHERE sign < 0) AS newest_removed,
            count(*) AS rows_taken,
            min(received_at) AS first_arrival_at,
            max(received_at) AS last_arrival_at,
            max(tx) AS last_tx
        FROM measured
        GROUP BY in_window, day, hour, service_type, provider, model
    ),
    delta AS MATERIALIZED (
        SELECT coalesce(before.cell, nextval('usage_rollup_cell_seq'))::int AS cell, sums.*,
            before.active_users AS users_before, before.latency_bins, before.latency_bin_calls, before.p50_latency_ms,
            before.p95_latency_ms, before.p99_latency_ms,
            CASE
                WHEN sums.grain IN ('hour_total', 'day_total', 'provider') THEN NULL
                WHEN newest_removed IS NULL OR newest_removed < before.last_used_at
                    THEN greatest(before.last_used_at, newest_added)
                -- The newest call went: look for the newest of the hour. Longer grains follow from the hours later.
                WHEN sums.grain = 'hour' THEN (
                    SELECT max(created_at)
                    FROM (
                        SELECT u.created_at
                        FROM usage_calls() u, this
                        WHERE u.created_at >= sums.bucket AND u.created_at < end_of_hour(sums.bucket, zone)
                            AND coalesce(nullif(u.service_type, ''), 'unknown') = sums.service_type
                            AND coalesce(nullif(u.provider, ''), 'unknown') = sums.provider
                            AND coalesce(nullif(u.model, ''), 'unknown') = sums.model
                            AND pg_visible_in_snapshot(u.tx, this.snapshot)
                        UNION ALL
                        SELECT o.created_at
                        FROM own_named o
                        WHERE o.sign = -1 AND o.created_at >= sums.bucket AND o.created_at < end_of_hour(sums.bucket, zone)
                            AND o.service_type = sums.service_type AND o.provider = sums.provider AND o.model = sums.model
                        EXCEPT ALL
                        SELECT o.created_at
                        FROM own_named o
                        WHERE o.sign = 1 AND o.created_at >= sums.bucket AND o.created_at < end_of_hour(sums.bucket, zone)
                            AND o.service_type = sums.service_type AND o.provider = sums.provider AND o.model = sums.model
                    ) AS committed)
            END AS last_used_at
        FROM (
            SELECT
                grain_of(GROUPING(hour, day, model)) COLLATE "C" AS grain,
                coalesce(hour, day, '-infinity') AS bucket,
                coalesce(service_type, '') AS service_type,
                coalesce(provider, '') AS provider,
                coalesce(model, '') AS model,
                sum(calls) AS calls,
                sum(errors) AS errors,
                sum(prompt_tokens) AS prompt_tokens,
                sum(cache_read_tokens) AS cache_read_tokens,
                sum(cache_creation_tokens) AS cache_creation_tokens,
                sum(completion_tokens) AS completion_tokens,
                sum(reasoning_tokens) AS reasoning_tokens,
                sum(total_cost) AS total_cost,
                sum(unpriced_calls) AS unpriced_calls,
                sum(priced_tokens) AS priced_tokens,
                sum(latency_calls) AS latency_calls,
                sum(latency_sum_ms) AS latency_sum_ms,
                max(newest_added) AS newest_added,
                max(newest_removed) AS newest_removed
            FROM hours
            GROUP BY GROUPING SETS (
                (hour, service_type, provider, model), (hour), (day, service_type, provider, model), (day),
                (in_window, provider, model), (in_window, provider))
            HAVING GROUPING(in_window) = 1 OR in_window
            ORDER BY grain, bucket, service_type, provider, model
        ) AS sums
        LEFT JOIN LATERAL (
            SELECT *
            FROM usage_rollup r
            WHERE r.grain = sums.grain AND r.bucket = sums.bucket AND r.service_type = sums.service_type
                AND r.provider = sums.provider AND r.model = sums.model
            OFFSET 0
        ) AS before ON true
    ),
    latency_delta AS MATERIALIZED (
        SELECT
            grain_of(GROUPING(hour, day, model)) AS grain,
            coalesce(hour, day, '-infinity') AS bucket,
            coalesce(service_type, '') AS service_type,
            coalesce(provider, '') AS provider,
            coalesce(model, '') AS model,
            bin,
            sum(calls) AS calls
        FROM (
            SELECT in_window, day, hour, service_type, provider, model, bin, sum(sign) AS calls
            FROM measured
            WHERE bin IS NOT NULL
            GROUP BY in_window, day, hour, service_type, provider, model, bin
        ) AS hours
        GROUP BY GROUPING SETS (
            (hour, service_type, provider, model, bin), (hour, bin), (day, service_type, provider, model, bin), (day, bin),
            (in_window, provider, model, bin), (in_window, provider, bin))
        HAVING (GROUPING(in_window) = 1 OR in_window) AND sum(calls) <> 0
    ),
    latency_change AS MATERIALIZED (
        SELECT cell, array_agg(bin ORDER BY bin) AS bins, array_agg(l.calls::bigint ORDER BY bin) AS calls
        FROM latency_delta l
        JOIN delta USING (grain, bucket, service_type, provider, model)
        GROUP BY cell
    ),
    user_delta AS MATERIALIZED (
        SELECT cell, user_id, u.calls
        FROM (
            SELECT
                grain_of(GROUPING(hour, day, model)) AS grain,
                coalesce(hour, day, '-infinity') AS bucket,
                coalesce(service_type, '') AS service_type,
                coalesce(provider, '') AS provider,
                coalesce(model, '') AS model,
                user_id,
                sum(calls) AS calls
            FROM (
                SELECT in_window, day, hour, service_type, provider, model, user_id, sum(sign) AS calls
                FROM measured
                WHERE user_id IS NOT NULL
                GROUP BY in_window, day, hour, service_type, provider, model, user_id
            ) AS hours
            GROUP BY GROUPING SETS (
                (hour, service_type, provider, model, user_id), (day, service_type, provider, model, user_id),
                (day, user_id), (in_window, provider, model, user_id))
            HAVING (GROUPING(in_window) = 1 OR in_window) AND sum(calls) <> 0
        ) AS u
        JOIN delta USING (grain, bucket, service_type, provider, model)
    ),
    -- Who is in a cell already is read where many come into it, and found by ON CONFLICT where few do.
    crowded AS MATERIALIZED (
        SELECT cell
        FROM (SELECT cell, count(*) AS users FROM user_delta GROUP BY cell) AS come
        JOIN delta USING (cell)
        WHERE users_before IS NULL OR users > users_before / 4
    ),
    user_change AS MATERIALIZED (
        SELECT cell, user_id, calls, crowded.cell IS NOT NULL AND known.cell IS NULL AS is_new
        FROM user_delta
        LEFT JOIN crowded USING (cell)
        LEFT JOIN (
            SELECT cell, user_id
            FROM crowded
            CROSS JOIN LATERAL (SELECT user_id FROM usage_rollup_user u WHERE u.cell = crowded.cell OFFSET 0) AS u
        ) AS known USING (cell, user_id)
    ),
    -- Without ON CONFLICT in half the time, and in the order of the index.
    user_insert AS (
        INSERT INTO usage_rollup_user (cell, user_id, calls)
        SELECT cell, user_id, calls
        FROM user_change
        WHERE is_new
        ORDER BY cell, user_id
    ),
    user_upsert AS (
        INSERT INTO usage_rollup_user AS u (cell, user_id, calls)
        SELECT cell, user_id, calls
        FROM user_change
        WHERE NOT is_new
        ORDER BY cell, user_id
        ON CONFLICT (cell, user_id) DO UPDATE SET calls = u.calls + excluded.calls
        RETURNING cell, user_id, calls
    ),
    users AS (
        SELECT cell,
            count(*) FILTER (WHERE calls_now > 0 AND calls_now = calls) - count(*) FILTER (WHERE calls_now = 0) AS active_users
        FROM (
            SELECT cell, calls, calls AS calls_now
            FROM user_change
            WHERE is_new
            UNION ALL
            SELECT cell, change.calls, u.calls
            FROM user_upsert u
            JOIN user_change change USING (cell, user_id)
        ) AS users
        GROUP BY cell
    ),
    latencies AS (
        SELECT cell, merged.bins, merged.calls AS bin_calls
        FROM delta
        JOIN latency_change c USING (cell)
        CROSS JOIN LATERAL latency_merge(latency_bins, latency_bin_calls, c.bins, c.calls) AS merged
    ),
    percentiles AS (
        SELECT cell, p.p50, p.p95, p.p99
        FROM latencies
        JOIN delta USING (cell)
        CROSS JOIN LATERAL latency_percentiles(bins, bin_calls) AS p
        WHERE grain IN ('day_total', 'provider')
    ),
    upsert AS (
        INSERT INTO usage_rollup AS r (cell, grain, bucket, service_type, provider, model, calls, errors, active_users,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens, total_cost,
            unpriced_calls, priced_tokens, latency_calls, latency_sum_ms, p50_latency_ms, p95_latency_ms, p99_latency_ms,
            latency_bins, latency_bin_calls, last_used_at)
        SELECT cell, grain, bucket, service_type, provider, model, calls, errors, coalesce(active_users, 0),
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens, total_cost,
            unpriced_calls, priced_tokens, latency_calls, latency_sum_ms,
            CASE WHEN percentiles.cell IS NULL THEN delta.p50_latency_ms ELSE percentiles.p50 END,
            CASE WHEN percentiles.cell IS NULL THEN delta.p95_latency_ms ELSE percentiles.p95 END,
            CASE WHEN percentiles.cell IS NULL THEN delta.p99_latency_ms ELSE percentiles.p99 END,
            coalesce(latencies.bins, delta.latency_bins, '{}'),
            coalesce(latencies.bin_calls, delta.latency_bin_calls, '{}'), last_used_at
        FROM delta
        LEFT JOIN users USING (cell)
        LEFT JOIN latencies USING (cell)
        LEFT JOIN percentiles USING (cell)
        ON CONFLICT (grain, bucket, service_type, provider, model) DO UPDATE SET
            calls = r.calls + excluded.calls,
            errors = r.errors + excluded.errors,
            active_users = r.active_users + excluded.active_users,
            prompt_tokens = r.prompt_tokens + excluded.prompt_tokens,
            cache_read_tokens = r.cache_read_tokens + excluded.cache_read_tokens,
            cache_creation_tokens = r.cache_creation_tokens + excluded.cache_creation_tokens,
            completion_tokens = r.completion_tokens + excluded.completion_tokens,
            reasoning_tokens = r.reasoning_tokens + excluded.reasoning_tokens,
            total_cost = r.total_cost + excluded.total_cost,
            unpriced_calls = r.unpriced_calls + excluded.unpriced_calls,
            priced_tokens = r.priced_tokens + excluded.priced_tokens,
            latency_calls = r.latency_calls + excluded.latency_calls,
            latency_sum_ms = r.latency_sum_ms + excluded.latency_sum_ms,
            p50_latency_ms = excluded.p50_latency_ms,
            p95_latency_ms = excluded.p95_latency_ms,
            p99_latency_ms = excluded.p99_latency_ms,
            latency_bins = excluded.latency_bins,
            latency_bin_calls = excluded.latency_bin_calls,
            last_used_at = excluded.last_used_at
        RETURNING grain, calls, last_used_at
    ),
    touched AS (
        SELECT bool_or(grain = 'provider' AND (calls <> 0 OR errors <> 0 OR total_cost <> 0 OR latency)) AS providers,
            bool_or(grain = 'model' AND (calls <> 0 OR total_cost <> 0 OR unpriced_calls <> 0 OR priced_tokens <> 0
                OR prompt_tokens + completion_tokens <> 0)) AS costs,
            bool_or(grain = 'model' AND (calls <> 0 OR errors <> 0 OR active_users <> 0 OR prompt_tokens <> 0
                OR completion_tokens <> 0 OR newest_added IS DISTINCT FROM newest_removed)) AS usage,
            bool_or(grain = 'day_total' AND bucket >= window_from AND bucket < window_until
                AND (calls <> 0 OR errors <> 0 OR active_users <> 0 OR prompt_tokens <> 0 OR completion_tokens <> 0
                    OR total_cost <> 0 OR unpriced_calls <> 0 OR latency)) AS daily
        FROM (
            SELECT delta.*, users.active_users,
                latency_calls <> 0 OR latency_sum_ms <> 0 OR cell IN (SELECT cell FROM latency_change) AS latency
            FROM delta
            LEFT JOIN users USING (cell)
            WHERE grain IN ('provider', 'model', 'day_total')
        ) AS cells
    )
    SELECT this.snapshot, taken.calls, taken.first_arrival_at, taken.last_arrival_at, taken.last_tx, taken.removed_from, taken.removed_until,
        EXISTS (SELECT FROM upsert WHERE calls = 0) OR EXISTS (SELECT FROM user_upsert WHERE calls = 0),
        EXISTS (SELECT FROM upsert WHERE grain IN ('day', 'model') AND last_used_at IS NULL),
        coalesce(touched.daily, false), coalesce(touched.providers, false), coalesce(touched.costs, false),
        coalesce(touched.usage, false)
    INTO result
    FROM this, touched, (
        SELECT coalesce(sum(rows_taken), 0) AS calls, min(first_arrival_at) AS first_arrival_at,
            max(last_arrival_at) AS last_arrival_at, max(last_tx) AS last_tx,
            min(day) FILTER (WHERE newest_removed IS NOT NULL) AS removed_from,
            end_of_day(max(day) FILTER (WHERE newest_removed IS NOT NULL), zone) AS removed_until
        FROM hours
    ) AS taken;
    RETURN result;
END
$$;
COMMENT ON FUNCTION fold_api_usage IS 'Adds to the rollups what was committed since the snapshot "counted", and all calls of the stale spans, which must have been cleared before. The caller holds the refresh lock.';
