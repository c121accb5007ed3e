-- What an admin asks, answered in SQL for any console.

CREATE FUNCTION count_rows(relation regclass) RETURNS bigint
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

CREATE VIEW ${schema}.analytics_view_status AS
SELECT c.relname AS view,
    CASE WHEN c.relispopulated THEN count_rows(c.oid) END AS rows,
    pg_total_relation_size(c.oid) AS size_bytes,
    run.finished_at AS last_refresh,
    (run.steps ->> c.relname)::double precision AS duration_ms,
    state.as_of,
    c.relispopulated AS populated,
    (SELECT min(indexrelid::regclass::text) FROM pg_index WHERE indrelid = c.oid AND indisunique AND indisvalid) AS unique_index
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

CREATE VIEW ${schema}.analytics_trigger_status AS
SELECT t.tgname AS trigger,
    t.tgrelid::regclass::text AS relation,
    array_to_string(array_remove(ARRAY[
        CASE WHEN t.tgtype & 4 > 0 THEN 'INSERT' END,
        CASE WHEN t.tgtype & 8 > 0 THEN 'DELETE' END,
        CASE WHEN t.tgtype & 16 > 0 THEN 'UPDATE' END,
        CASE WHEN t.tgtype & 32 > 0 THEN 'TRUNCATE' END], NULL), ' OR ') AS event,
    t.tgenabled <> 'D' AS enabled,
    coalesce(obj_description(t.oid, 'pg_trigger'), obj_description(t.tgfoid, 'pg_proc')) AS purpose
FROM pg_partition_tree('${schema}.api_usage') tree
JOIN pg_trigger t ON t.tgrelid = tree.relid AND NOT t.tgisinternal;
COMMENT ON VIEW ${schema}.analytics_trigger_status IS 'The triggers of api_usage and its partitions, from pg_trigger. Those that record changes are always on; those that hint follow the strategy.';

CREATE FUNCTION advisory_lock_holders(key bigint) RETURNS SETOF int
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT pid
    FROM pg_locks
    JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32 | objid::bigint) = key
        AND usesysid = (SELECT relowner FROM pg_class WHERE oid = 'refresh_turn'::regclass);
$$;
COMMENT ON FUNCTION advisory_lock_holders IS 'Process ids of the sessions of the application that hold this advisory lock. Another role may take it too, and says nothing by that.';

CREATE FUNCTION check_analytics_changes() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    looked_at constant timestamptz := statement_timestamp();
BEGIN
    IF analytics_changes_pending() THEN
        RETURN true;
    END IF;
    UPDATE analytics_state
    SET checked_at = looked_at
    WHERE only_row IN (
        SELECT only_row
        FROM analytics_state
        WHERE checked_at IS NULL OR checked_at < looked_at - interval '10 seconds'
        FOR UPDATE SKIP LOCKED);
    RETURN false;
END
$$;
COMMENT ON FUNCTION check_analytics_changes() IS 'analytics_changes_pending() that leaves a note when nothing is: what the application asks every second.';

CREATE FUNCTION refresh_due_at(settings refresh_settings, complete_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE settings.strategy
        WHEN 'TRIGGER' THEN complete_at + interval '30 seconds'
        WHEN 'HYBRID' THEN complete_at + make_interval(mins => settings.max_age_minutes + 1)
        WHEN 'CRON' THEN cron_next_run(settings.cron, complete_at) + interval '1 minute'
    END;
$$;
COMMENT ON FUNCTION refresh_due_at IS 'By when the strategy promises to take in what came after the views were complete, with some grace.';

CREATE VIEW ${schema}.analytics_refresh_status AS
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
    END AS next_run
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
COMMENT ON COLUMN ${schema}.analytics_refresh_status.next_run IS 'When the next refresh by itself is due; NULL when paused or when nothing is pending.';

CREATE FUNCTION cron_job_trouble() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    job record;
    run record;
BEGIN
    SELECT * INTO job FROM cron.job WHERE jobname = 'refresh-analytics' AND username = current_user;
    IF NOT FOUND THEN
        RETURN 'pg_cron has no job refresh-analytics of ' || current_user;
    ELSIF NOT job.active THEN
        RETURN 'the pg_cron job refresh-analytics is switched off';
    END IF;
    SELECT * INTO run
    FROM cron.job_run_details
    WHERE jobid = job.jobid AND status IN ('succeeded', 'failed')
    ORDER BY runid DESC
    LIMIT 1;
    IF run.status = 'failed' THEN
        RETURN format('the pg_cron job refresh-analytics failed at %s: %s', run.end_time, run.return_message);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cron_job_trouble() IS 'What is wrong with the pg_cron job; NULL when nothing is.';

CREATE FUNCTION ${schema}.explain_staleness() RETURNS TABLE (cause text, detail text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    status ${schema}.analytics_refresh_status;
    explained boolean := false;
    arrived text;
BEGIN
    SELECT * INTO status FROM ${schema}.analytics_refresh_status;
    arrived := CASE status.pending_calls WHEN 1 THEN '1 call' ELSE status.pending_calls || ' calls' END || ' arrived since';
    RETURN QUERY
        SELECT 'paused', format('paused by %s since %s%s', status.paused_by, date_trunc('second', status.paused_at),
            coalesce(': ' || status.paused_reason, ''))
        WHERE status.paused_at IS NOT NULL;
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh failing', format('%s failed since %s, the last with: %s',
            CASE status.failures WHEN 1 THEN '1 attempt' ELSE status.failures || ' attempts' END,
            date_trunc('second', status.failing_since), status.last_error)
        WHERE status.failures > 0;
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh blocked', format('the refresh of pid %s waits for pid %s (%s, %s for %s): %s', holder, blocker.pid,
            coalesce(nullif(blocker.application_name, ''), blocker.usename), blocker.state,
            date_trunc('second', clock_timestamp() - blocker.xact_start), left(blocker.query, 500))
        FROM refresh_lock_holders() AS holder
        CROSS JOIN unnest(pg_blocking_pids(holder)) AS blocking
        JOIN pg_stat_activity blocker ON blocker.pid = blocking;
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh blocked', format('pid %s (%s) has refreshed in a transaction that it has kept open for %s', a.pid,
            coalesce(nullif(a.application_name, ''), a.usename), date_trunc('second', clock_timestamp() - a.xact_start))
        FROM refresh_lock_holders() AS holder
        JOIN pg_stat_activity a ON a.pid = holder
        WHERE a.state LIKE 'idle in transaction%';
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh blocked', format('pid %1$s of role %2$s holds the lock of the refresh and does nothing; pg_terminate_backend(%1$s) frees it',
            a.pid, a.usename)
        FROM refresh_lock_holders() AS holder
        JOIN pg_stat_activity a ON a.pid = holder
        -- Who is in a transaction has one of these; the state of other roles' sessions we may not see.
        WHERE NOT EXISTS (SELECT FROM pg_locks l WHERE l.pid = holder AND l.locktype = 'virtualxid' AND l.granted);
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh blocked', format('pid %s of role %s has the lock of the refresh, for which pid %s has waited for %s',
            a.pid, a.usename, waiting.pid, date_trunc('second', clock_timestamp() - waiting.waitstart))
        FROM pg_locks waiting
        CROSS JOIN unnest(pg_blocking_pids(waiting.pid)) AS holder
        JOIN pg_stat_activity a ON a.pid = holder
        JOIN refresh_lock_holders() AS refreshing ON refreshing = holder
        WHERE NOT explained AND waiting.relation = 'refresh_turn'::regclass AND NOT waiting.granted
            AND waiting.waitstart < clock_timestamp() - interval '5 seconds'
        ORDER BY waiting.waitstart
        LIMIT 1;
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh running', format('pid %s (%s) refreshes, in a transaction of %s so far', a.pid,
            coalesce(nullif(a.application_name, ''), a.usename), date_trunc('second', clock_timestamp() - a.xact_start))
        FROM refresh_lock_holders() AS holder
        JOIN pg_stat_activity a ON a.pid = holder
        WHERE NOT explained AND a.xact_start < clock_timestamp() - interval '1 second';
    explained := explained OR FOUND;
    IF status.strategy <> 'CRON' THEN
        RETURN QUERY
            SELECT 'trigger disabled', format('%s on api_usage is %s; set_refresh_strategy(''%s'') mends it', wanted,
                CASE WHEN t.enabled IS NULL THEN 'missing' ELSE 'disabled' END, status.strategy)
            FROM unnest('{auto_refresh_analytics_on_insert,auto_refresh_analytics_on_update}'::text[]) AS wanted
            LEFT JOIN ${schema}.analytics_trigger_status t ON t.trigger = wanted AND t.relation::regclass = '${schema}.api_usage'::regclass
            WHERE t.enabled IS NOT TRUE;
        explained := explained OR FOUND;
    ELSIF status.pg_cron AND status.paused_at IS NULL THEN
        RETURN QUERY SELECT 'cron job failing', trouble FROM cron_job_trouble() AS trouble WHERE trouble IS NOT NULL;
        explained := explained OR FOUND;
    END IF;
    RETURN QUERY
        SELECT 'no listener', 'no node of the application is connected to this database, and nothing else refreshes by itself'
        WHERE status.listeners = 0 AND NOT (status.strategy = 'CRON' AND status.pg_cron);
    explained := explained OR FOUND;
    IF NOT explained THEN
        RETURN QUERY SELECT 'nothing wrong', CASE
            WHEN NOT status.pending THEN 'the views lack nothing'
            WHEN status.overdue THEN arrived || ' and the refresh is late, for no reason to be seen'
            ELSE format('%s; the next refresh is due at %s', arrived, date_trunc('second', status.next_run))
        END;
    END IF;
END
$$;
COMMENT ON FUNCTION ${schema}.explain_staleness() IS 'Why the figures are as old as they are: each cause that is found, in words.';
