-- What an admin asks, answered in SQL for any console.

CREATE OR REPLACE FUNCTION count_rows(relation regclass) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    rows bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %s', relation) INTO rows;
    RETURN rows;
END
$$;
COMMENT ON FUNCTION count_rows IS 'Rows of a table or view, by its name at run time: a view over a materialized view would keep it from being replaced.';

CREATE OR REPLACE VIEW ${schema}.analytics_view_status AS
SELECT c.relname AS view,
    CASE WHEN c.relispopulated THEN count_rows(c.oid) END AS rows,
    pg_total_relation_size(c.oid) AS size_bytes,
    run.finished_at AS last_refresh,
    (run.steps ->> c.relname)::double precision AS duration_ms,
    state.as_of,
    c.relispopulated AS populated,
    (SELECT min(i.relname::text) FROM pg_index JOIN pg_class i ON i.oid = indexrelid WHERE indrelid = c.oid AND indisunique AND indisvalid) AS unique_index
FROM analytics_state state
JOIN pg_class home ON home.oid = '${schema}.analytics_settings'::regclass
JOIN pg_class c ON c.relkind = 'm' AND c.relnamespace = home.relnamespace
    AND c.relname IN ('mv_daily_metrics', 'mv_provider_performance', 'mv_model_costs', 'mv_model_usage')
LEFT JOIN LATERAL (
    SELECT r.finished_at, r.steps
    FROM refresh_run r
    WHERE c.relname::text = ANY (r.views_changed)
    ORDER BY r.id DESC
    LIMIT 1
) AS run ON true;
COMMENT ON VIEW ${schema}.analytics_view_status IS 'The four materialized views: rows, size, when the last refresh that changed them ended and how long they took in it, the instant they are true for, whether they are populated, the index that CONCURRENTLY needs.';

CREATE OR REPLACE VIEW ${schema}.analytics_trigger_status AS
SELECT t.tgname AS trigger,
    (SELECT relname::text FROM pg_class WHERE oid = t.tgrelid) AS relation,
    array_to_string(array_remove(ARRAY[
        CASE WHEN t.tgtype & 4 > 0 THEN 'INSERT' END,
        CASE WHEN t.tgtype & 8 > 0 THEN 'DELETE' END,
        CASE WHEN t.tgtype & 16 > 0 THEN 'UPDATE' END,
        CASE WHEN t.tgtype & 32 > 0 THEN 'TRUNCATE' END], NULL), ' OR ') AS event,
    t.tgenabled <> 'D' AS enabled,
    coalesce(obj_description(t.oid, 'pg_trigger'), obj_description(t.tgfoid, 'pg_proc')) AS purpose
FROM call_table tree
JOIN pg_trigger t ON t.tgrelid = tree.relation AND NOT t.tgisinternal
JOIN pg_proc f ON f.oid = t.tgfoid
WHERE f.pronamespace = '${tidemark}'::regnamespace OR f.oid = '${schema}.trigger_refresh_analytics_views'::regproc;
COMMENT ON VIEW ${schema}.analytics_trigger_status IS 'Our triggers of api_usage and its partitions, from pg_trigger. Those that record changes are always on; those that hint follow the strategy.';

CREATE OR REPLACE FUNCTION refresh_due_at(settings refresh_settings, complete_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE settings.strategy
        WHEN 'TRIGGER' THEN complete_at + interval '30 seconds'
        WHEN 'HYBRID' THEN complete_at + make_interval(mins => settings.max_age_minutes + 1)
        WHEN 'CRON' THEN cron_next_run(settings.cron, complete_at) + interval '1 minute'
    END;
$$;
COMMENT ON FUNCTION refresh_due_at IS 'By when the strategy promises to take in what came after the views were complete, with some grace.';

CREATE OR REPLACE VIEW ${schema}.analytics_refresh_status AS
SELECT settings.strategy,
    settings.cron,
    settings.max_age_minutes,
    settings.paused_at,
    settings.paused_by,
    settings.paused_reason,
    pg_cron_is_usable() AS pg_cron,
    (SELECT count(*) FROM advisory_lock_holders(listener_lock())) AS listeners,
    now.pending,
    now.pending_calls,
    CASE WHEN now.pending THEN state.as_of ELSE transaction_timestamp() END AS as_of,
    CASE WHEN now.pending THEN extract(epoch FROM clock_timestamp() - complete.at) ELSE 0 END::double precision AS lag_seconds,
    coalesce(now.pending AND clock_timestamp() > refresh_due_at(settings, complete.at), true) AS overdue,
    state.refreshed_at,
    last.reason AS last_reason,
    last.started_by AS last_started_by,
    last.rows_taken AS last_rows_taken,
    last.views_changed AS last_views_changed,
    last.duration_ms AS last_duration_ms,
    failing.since AS failing_since,
    coalesce(failing.times, 0) AS failures,
    failing.error AS last_error,
    CASE
        WHEN settings.paused_at IS NOT NULL THEN NULL
        WHEN settings.strategy = 'CRON' THEN cron_next_run(settings.cron, clock_timestamp())
        WHEN now.pending AND settings.strategy = 'HYBRID'
            THEN greatest(clock_timestamp(), state.as_of + make_interval(mins => settings.max_age_minutes))
        WHEN now.pending THEN clock_timestamp()
    END AS next_run,
    wrong_settings() AS wrong_settings
FROM analytics_state state
CROSS JOIN refresh_settings settings
CROSS JOIN (
    SELECT analytics_changes_pending() AS pending, analytics_pending_calls() AS pending_calls
) AS now
LEFT JOIN LATERAL (
    -- NULL where that instant is still to come: the clock was set back.
    SELECT greatest(state.as_of, state.checked_at) AS at
    WHERE greatest(state.as_of, state.checked_at) <= clock_timestamp()
) AS complete ON true
LEFT JOIN LATERAL (
    SELECT * FROM refresh_run WHERE error IS NULL ORDER BY id DESC LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (
    SELECT min(started_at) AS since, count(*) AS times, (array_agg(error ORDER BY id DESC))[1] AS error
    FROM refresh_run
    WHERE error IS NOT NULL AND id > coalesce(last.id, 0)
        AND (started_at < last.as_of AND last.as_of <= clock_timestamp()) IS NOT TRUE
        -- Nor does it count once a later look has found that the views lack nothing.
        AND (started_at < state.checked_at AND state.checked_at <= clock_timestamp()) IS NOT TRUE
    HAVING count(*) > 0
) AS failing ON true;
COMMENT ON VIEW ${schema}.analytics_refresh_status IS 'One row: the strategy, what is pending, the instant the figures are true for, how far behind they are, whether that is more than the strategy promises, the last refresh, since when and why refreshes fail, and when the next one comes.';
COMMENT ON COLUMN ${schema}.analytics_refresh_status.pending_calls IS 'Committed calls that the views lack; counted up to 10000.';
COMMENT ON COLUMN ${schema}.analytics_refresh_status.lag_seconds IS 'Seconds since the views were last known to be complete; 0 while they are.';
COMMENT ON COLUMN ${schema}.analytics_refresh_status.listeners IS 'Nodes of the application that listen in this database.';
COMMENT ON COLUMN ${schema}.analytics_refresh_status.wrong_settings IS 'What is wrong with analytics_settings, and what to do about it; NULL when nothing is.';
COMMENT ON COLUMN ${schema}.analytics_refresh_status.next_run IS 'When the next refresh by itself is due; NULL when paused or when nothing is pending.';

CREATE OR REPLACE VIEW ${schema}.analytics_lag_status AS
WITH in_force AS (
    SELECT to_strategy AS strategy, changed_at AS since, lead(changed_at, 1, 'infinity') OVER (ORDER BY id) AS until
    FROM refresh_strategy_change
    UNION ALL
    SELECT coalesce(first.from_strategy, settings.strategy), '-infinity', coalesce(first.changed_at, 'infinity')
    FROM refresh_settings settings
    LEFT JOIN (SELECT * FROM refresh_strategy_change ORDER BY id LIMIT 1) AS first ON true
), lag AS (
    SELECT in_force.strategy,
        milliseconds(run.last_arrival_at, run.finished_at) AS visible_ms,
        milliseconds(run.last_arrival_at, delivery.delivered_at) AS delivered_ms,
        milliseconds(run.first_arrival_at, run.finished_at) AS waited_ms
    FROM in_force
    JOIN refresh_run run ON run.started_at >= greatest(in_force.since, now() - interval '24 hours')
        AND run.started_at < in_force.until
        AND run.last_arrival_at IS NOT NULL
        -- A rebuild takes in calls that arrived long ago.
        AND run.reason NOT IN ('rebuild', 'recount')
    LEFT JOIN LATERAL (
        SELECT max(d.delivered_at) AS delivered_at FROM refresh_delivery d WHERE d.run_id = run.id
    ) AS delivery ON true
)
SELECT strategy,
    refreshes,
    deliveries,
    visible[1] AS visible_p50_ms, visible[2] AS visible_p95_ms, visible[3] AS visible_p99_ms,
    delivered[1] AS delivered_p50_ms, delivered[2] AS delivered_p95_ms, delivered[3] AS delivered_p99_ms,
    waited[1] AS waited_p50_ms, waited[2] AS waited_p95_ms, waited[3] AS waited_p99_ms
FROM (
    SELECT strategy, count(*) AS refreshes, count(delivered_ms) AS deliveries,
        percentile_cont('{0.5,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY visible_ms) AS visible,
        percentile_cont('{0.5,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY delivered_ms) AS delivered,
        percentile_cont('{0.5,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY waited_ms) AS waited
    FROM lag
    GROUP BY strategy
) AS percentiles;
COMMENT ON VIEW ${schema}.analytics_lag_status IS 'How long calls took to show in the last 24 hours, by the strategy then in force: p50, p95 and p99 over the refreshes that took in calls.';
COMMENT ON COLUMN ${schema}.analytics_lag_status.visible_p50_ms IS 'From the commit of the newest call that a refresh took in (or its arrival, where track_commit_timestamp is off) to the views.';
COMMENT ON COLUMN ${schema}.analytics_lag_status.delivered_p50_ms IS 'From there to the last open page of the slowest node; NULL where no page was open.';
COMMENT ON COLUMN ${schema}.analytics_lag_status.waited_p50_ms IS 'From the arrival of the oldest call that a refresh took in to the views: the longest that any call waited.';

-- What a refresh that takes long tells while it runs.

CREATE OR REPLACE FUNCTION refresh_running_since() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT min(a.xact_start)
    FROM refresh_lock_holders() AS holder
    JOIN pg_stat_activity a ON a.pid = holder
    WHERE a.state NOT LIKE 'idle in transaction%';
$$;
COMMENT ON FUNCTION refresh_running_since() IS 'When the transaction began that refreshes or rebuilds the views now; NULL when none does, or one of a role that the owner of the views may not look at.';
