-- Why the figures are as old as they are.

CREATE OR REPLACE FUNCTION lock_owner(pid int, virtualtransaction text) RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT format('pid %s (%s, %s for %s): %s', a.pid, coalesce(nullif(a.application_name, ''), a.usename), a.state,
        date_trunc('second', clock_timestamp() - a.xact_start), left(a.query, 500))
    FROM pg_stat_activity a
    WHERE a.pid = lock_owner.pid
    UNION ALL
    SELECT format('the prepared transaction %L of %s, which waits since %s for COMMIT PREPARED or ROLLBACK PREPARED', p.gid,
        p.owner, date_trunc('second', p.prepared))
    FROM pg_locks own
    JOIN pg_prepared_xacts p ON p.transaction = own.transactionid
    WHERE lock_owner.pid IS NULL AND own.virtualtransaction = lock_owner.virtualtransaction;
$$;
COMMENT ON FUNCTION lock_owner IS 'Who has a lock that pg_locks shows, in words. A prepared transaction has no process any more.';

CREATE OR REPLACE FUNCTION ${schema}.explain_staleness() RETURNS TABLE (cause text, detail text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET datestyle = 'ISO' SET intervalstyle = 'postgres'
AS $$
DECLARE
    status ${schema}.analytics_refresh_status;
    explained boolean := false;
    arrived text;
BEGIN
    -- Whoever keeps everybody out of the calls would keep us waiting too.
    RETURN QUERY
        SELECT 'refresh blocked', format('%s is locked, so that nobody can read or write its calls, by %s', l.relation::regclass,
            lock_owner(l.pid, l.virtualtransaction))
        FROM pg_locks l
        WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (l.relation = '${schema}.api_usage'::regclass OR l.relation IN (
                SELECT inhrelid FROM pg_inherits WHERE inhparent = '${schema}.api_usage'::regclass))
        ORDER BY l.relation
        LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO status FROM ${schema}.analytics_refresh_status;
    arrived := CASE status.pending_calls WHEN 1 THEN '1 call' ELSE status.pending_calls || ' calls' END || ' arrived since';
    RETURN QUERY
        SELECT 'paused', format('paused by %s since %s%s', status.paused_by, date_trunc('second', status.paused_at),
            coalesce(': ' || status.paused_reason, ''))
        WHERE status.paused_at IS NOT NULL;
    explained := explained OR FOUND;
    RETURN QUERY SELECT 'wrong setting', wrong.trouble || ' ' || wrong.cure FROM settings_trouble() AS wrong;
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh failing', format('%s failed since %s, the last with: %s',
            CASE status.failures WHEN 1 THEN '1 attempt' ELSE status.failures || ' attempts' END,
            date_trunc('second', status.failing_since), status.last_error)
        WHERE status.failures > 0;
    explained := explained OR FOUND;
    RETURN QUERY
        SELECT 'refresh blocked', format('the refresh of pid %s waits for %s', holder, lock_owner(blocking, NULL))
        FROM refresh_lock_holders() AS holder
        CROSS JOIN unnest(pg_blocking_pids(holder)) AS blocking
        WHERE blocking <> 0; -- so pg_blocking_pids() calls a prepared transaction
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
    RETURN QUERY
        SELECT CASE kind
                WHEN 'hint trigger' THEN 'trigger disabled'
                WHEN 'change trigger' THEN 'changes not recorded'
                WHEN 'not null' THEN 'calls refused'
                WHEN 'privilege' THEN 'calls refused'
                WHEN 'foreign transaction' THEN 'calls not counted'
                WHEN 'column' THEN 'column missing'
                WHEN 'view' THEN 'view missing'
                ELSE kind
            END, finding || '. ' || cure
        FROM find_drift()
        WHERE kind NOT IN ('cron job', 'uncounted calls');
    explained := explained OR FOUND;
    IF status.pg_cron AND status.strategy = 'CRON' AND status.paused_at IS NULL THEN
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
