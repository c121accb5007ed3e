-- The refresh itself. The application, pg_cron, psql and the button all end up here.

CREATE FUNCTION analytics_changes_pending() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
-- Planned once a session, for the index on tx: a plan for so many partitions takes longer than the look itself.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
    state analytics_state;
    settings ${schema}.analytics_settings;
    now_committed constant pg_snapshot := committed_snapshot();
BEGIN
    SELECT * INTO state FROM analytics_state;
    SELECT * INTO settings FROM ${schema}.analytics_settings;
    RETURN state.snapshot IS NULL
        OR state.system_identifier <> (SELECT system_identifier FROM pg_control_system())
        OR greatest(state.as_of, state.checked_at) > clock_timestamp()
        OR state.reporting_zone <> settings.reporting_zone
        OR state.window_end <> (now() AT TIME ZONE settings.reporting_zone)::date
        OR EXISTS (SELECT FROM api_usage_stale_range)
        OR EXISTS (SELECT FROM api_usage_missing_partition WHERE detached_at IS NULL)
        OR EXISTS (
            SELECT FROM api_usage_change WHERE pg_visible_in_snapshot(logged_tx, now_committed))
        OR EXISTS (
            SELECT FROM ${schema}.api_usage
            WHERE tx >= pg_snapshot_xmax(state.snapshot) AND pg_visible_in_snapshot(tx, now_committed))
        OR EXISTS (
            SELECT FROM ${schema}.api_usage
            WHERE tx = ANY (ARRAY(SELECT ended_transactions(state.snapshot, now_committed))));
END
$$;
COMMENT ON FUNCTION analytics_changes_pending() IS 'Whether the views lack anything: a committed change, a day that began, a changed time zone, another cluster after a restore, an instant that has not come yet because the clock was set back. Cheap enough to ask every second.';

CREATE FUNCTION analytics_pending_calls(up_to int DEFAULT 10000) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
    counted constant pg_snapshot := (SELECT coalesce(snapshot, '3:3:') FROM analytics_state);
    now_committed constant pg_snapshot := committed_snapshot();
BEGIN
    RETURN (
        SELECT count(*)
        FROM (
            SELECT tx FROM ${schema}.api_usage
            WHERE tx >= pg_snapshot_xmax(counted) AND pg_visible_in_snapshot(tx, now_committed)
            UNION ALL
            SELECT tx FROM ${schema}.api_usage
            WHERE tx = ANY (ARRAY(SELECT ended_transactions(counted, now_committed)))
            LIMIT up_to
        ) AS new_calls);
END
$$;
COMMENT ON FUNCTION analytics_pending_calls IS 'How many committed calls the last refresh has not counted; counts no further than up_to.';

CREATE FUNCTION note_detached_partitions(counted pg_snapshot) RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    gone record;
BEGIN
    FOR gone IN
        UPDATE api_usage_partition p
        SET detached_at = clock_timestamp()
        FROM api_usage_missing_partition m
        WHERE m.name = p.name AND m.detached_at IS NULL
        RETURNING to_regclass(quote_ident(p.name)) AS relation
    LOOP
        -- Its calls that no refresh has counted yet are still owed; the log hands them to the fold.
        IF gone.relation IS NOT NULL THEN
            EXECUTE format($sql$
                INSERT INTO api_usage_change (logged_tx, sign, tx, id, created_at, user_id, service_type, provider,
                    model, status, prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens,
                    reasoning_tokens, total_cost, latency_ms)
                SELECT '3', 1, '3', id, created_at, user_id, service_type, provider,
                    model, status, prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens,
                    reasoning_tokens, total_cost, latency_ms
                FROM %s
                WHERE NOT pg_visible_in_snapshot(tx, $1) AND pg_visible_in_snapshot(tx, committed_snapshot())
                $sql$, gone.relation) USING counted;
        END IF;
    END LOOP;
    UPDATE api_usage_partition
    SET detached_at = NULL
    WHERE detached_at IS NOT NULL AND name NOT IN (SELECT name FROM api_usage_missing_partition);
END
$$;
COMMENT ON FUNCTION note_detached_partitions IS 'Records which months no longer stand in api_usage, and which stand there again. Transaction 3 is the first there is: every snapshot sees it.';

CREATE FUNCTION restamp_api_usage() RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    relation regclass;
BEGIN
    FOR relation IN SELECT relid FROM pg_partition_tree('${schema}.api_usage') WHERE isleaf LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER record_changes_on_update', relation);
        EXECUTE format('UPDATE %s SET tx = ''3'' WHERE tx >= $1', relation) USING pg_current_xact_id();
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER record_changes_on_update', relation);
    END LOOP;
    TRUNCATE api_usage_change;
END
$$;
COMMENT ON FUNCTION restamp_api_usage() IS 'After a dump and restore: gives calls whose tx lies in this cluster''s future the first transaction, which every snapshot sees.';

CREATE FUNCTION milliseconds(since timestamptz, until timestamptz) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1000 * extract(epoch FROM until - since);
COMMENT ON FUNCTION milliseconds IS 'From one instant to another.';

CREATE FUNCTION who_asks() RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    -- It calls itself so in a connection of its own, but not in a background worker.
    WHEN current_setting('application_name') ILIKE 'pg_cron%'
        OR (SELECT backend_type FROM pg_stat_get_activity(pg_backend_pid())) ILIKE 'pg_cron%' THEN 'pg_cron'
    ELSE coalesce(nullif(current_setting('application_name'), ''), 'sql')
END || ' (' || session_user || ')';
COMMENT ON FUNCTION who_asks() IS 'The session that calls, in words for the run history.';

CREATE FUNCTION run_refresh(reason text, started_by text, wanted_as_of timestamptz DEFAULT clock_timestamp(),
    only_if_pending boolean DEFAULT false) RETURNS refresh_run
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = auto
AS $$
DECLARE
    arrived_at constant timestamptz := clock_timestamp();
    identifier constant bigint := (SELECT system_identifier FROM pg_control_system());
    state analytics_state;
    pending boolean;
    zone text;
    today date;
    window_from timestamptz;
    window_until timestamptz;
    whole_history boolean;
    stale tstzmultirange;
    fold fold_result;
    changed text[];
    view text;
    run refresh_run;
    steps jsonb;
    step_began timestamptz;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a refresh needs isolation level READ COMMITTED, this transaction has %',
            upper(current_setting('transaction_isolation'))
            USING HINT = 'A fixed snapshot could be older than what is already counted.';
    END IF;

    PERFORM take_refresh_lock();
    SELECT * INTO state FROM analytics_state;
    -- An instant still to come says that the clock was set back, and nothing about what is counted.
    IF state.as_of BETWEEN wanted_as_of AND clock_timestamp() AND NOT EXISTS (SELECT FROM api_usage_stale_range) THEN
        SELECT * INTO run FROM refresh_run WHERE error IS NULL ORDER BY id DESC LIMIT 1;
        RETURN run; -- while we waited, somebody counted all that was wanted
    END IF;

    -- Keeps TRUNCATE and DETACH out between the statements below; reads and writes go on.
    LOCK TABLE ${schema}.api_usage IN ACCESS SHARE MODE;
    run.started_at := arrived_at;
    run.as_of := clock_timestamp();
    pending := analytics_changes_pending();
    IF only_if_pending AND NOT pending THEN
        RETURN NULL;
    END IF;
    steps := jsonb_build_object('wait', milliseconds(arrived_at, run.as_of));

    SELECT reporting_zone INTO zone FROM ${schema}.analytics_settings;
    today := (run.as_of AT TIME ZONE zone)::date;
    window_from := midnight(today - 29, zone);
    window_until := midnight(today + 1, zone);

    IF state.system_identifier <> identifier THEN
        PERFORM restamp_api_usage();
    END IF;
    PERFORM note_detached_partitions(state.snapshot);
    WITH taken AS (DELETE FROM api_usage_stale_range RETURNING span)
    SELECT coalesce(range_agg(span), '{}') INTO stale FROM taken;
    whole_history := state.snapshot IS NULL OR state.system_identifier <> identifier OR state.reporting_zone <> zone;
    IF whole_history THEN
        stale := '{(,)}';
    END IF;
    stale := whole_hours(stale, zone) - whole_hours((
        SELECT range_agg(tstzrange(lower, upper))
        FROM api_usage_partition
        WHERE detached_at IS NOT NULL), zone);

    IF NOT isempty(stale) THEN
        CALL clear_rollups(stale, zone);
    END IF;
    IF NOT isempty(stale) OR state.window_end <> today THEN
        CALL derive_window(window_from, window_until, zone);
        changed := ARRAY['mv_daily_metrics', 'mv_provider_performance', 'mv_model_costs', 'mv_model_usage'];
    END IF;
    UPDATE analytics_state s
    SET window_start = today - 29, window_end = today, reporting_zone = zone, system_identifier = identifier
    WHERE (s.window_start, s.window_end, s.reporting_zone, s.system_identifier)
        IS DISTINCT FROM (today - 29, today, zone, identifier);

    step_began := clock_timestamp();
    steps := steps || jsonb_build_object('prepare', milliseconds(run.as_of, step_began));

    IF pending OR NOT isempty(stale) THEN
        -- The usual fold is planned once a session; one that counts spans anew gets a plan made for them.
        PERFORM set_config('plan_cache_mode',
            CASE WHEN isempty(stale) THEN 'force_generic_plan' ELSE 'force_custom_plan' END, true);
        fold := fold_api_usage(coalesce(state.snapshot, '3:3:'), stale, zone, window_from, window_until);
    ELSE
        fold.snapshot := state.snapshot;
        fold.rows_taken := 0;
    END IF;
    steps := steps || jsonb_build_object('fold', milliseconds(step_began, clock_timestamp()));
    IF fold.emptied OR fold.newest_left THEN
        step_began := clock_timestamp();
        -- Looks at every user of the days concerned; most changes, a price that comes late for one, leave nothing empty.
        IF fold.emptied THEN
            CALL drop_empty_cells(fold.removed_from, fold.removed_until);
        END IF;
        IF fold.newest_left THEN
            CALL find_newest_calls(fold.removed_from, fold.removed_until, zone);
        END IF;
        steps := steps || jsonb_build_object('tidy', milliseconds(step_began, clock_timestamp()));
    END IF;

    changed := coalesce(changed, array_remove(ARRAY[
        CASE WHEN fold.daily_metrics_changed THEN 'mv_daily_metrics' END,
        CASE WHEN fold.provider_performance_changed THEN 'mv_provider_performance' END,
        CASE WHEN fold.model_costs_changed THEN 'mv_model_costs' END,
        CASE WHEN fold.model_usage_changed THEN 'mv_model_usage' END], NULL));
    FOREACH view IN ARRAY changed LOOP
        step_began := clock_timestamp();
        EXECUTE format('REFRESH MATERIALIZED VIEW %s ${schema}.%I',
            CASE WHEN (SELECT relispopulated FROM pg_class WHERE oid = ('${schema}.' || view)::regclass) THEN 'CONCURRENTLY' ELSE '' END,
            view);
        steps := steps || jsonb_build_object(view, milliseconds(step_began, clock_timestamp()));
    END LOOP;

    run.finished_at := clock_timestamp();
    UPDATE analytics_state
    SET snapshot = fold.snapshot, as_of = run.as_of, refreshed_at = run.finished_at,
        checked_at = least(checked_at, run.as_of);
    IF current_setting('track_commit_timestamp')::boolean THEN
        fold.last_arrival_at := coalesce(pg_xact_commit_timestamp(fold.last_tx::xid), fold.last_arrival_at);
    END IF;
    INSERT INTO refresh_run AS r (started_at, finished_at, reason, started_by, as_of, rows_taken, first_arrival_at,
        last_arrival_at, views_changed, duration_ms, steps)
    VALUES (run.started_at, run.finished_at, reason, started_by, run.as_of, fold.rows_taken, fold.first_arrival_at,
        fold.last_arrival_at, changed, milliseconds(run.as_of, run.finished_at), steps)
    RETURNING r.* INTO run;
    INSERT INTO ${schema}.analytics_reports (report_type, generated_at, data)
    VALUES ('view_refresh', run.finished_at, jsonb_build_object(
        'refreshed_at', run.finished_at, 'as_of', run.as_of, 'reason', reason, 'rows', run.rows_taken,
        'views', run.views_changed, 'duration_ms', run.duration_ms));
    PERFORM pg_notify('${installation}_refreshed', run.id::text);
    RETURN run;
END
$$;
COMMENT ON FUNCTION run_refresh IS 'Brings rollups and views to one instant, in one transaction. Returns what it did; or, where they are true for wanted_as_of already (now, unless an earlier instant will do), what the refresh did that made them so; or NULL where only_if_pending and nothing was.';

CREATE FUNCTION ${schema}.refresh_analytics_views() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT run_refresh(CASE WHEN who_asks() LIKE 'pg_cron%' THEN 'cron' ELSE 'manual' END, who_asks());
$$;
COMMENT ON FUNCTION ${schema}.refresh_analytics_views() IS 'Refreshes the four materialized views, at a cost that follows what changed since the last time.';

CREATE FUNCTION ${schema}.rebuild_analytics_views(from_day date DEFAULT '-infinity') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    INSERT INTO api_usage_stale_range (span, reason)
    SELECT tstzrange(midnight(from_day, reporting_zone), NULL), 'rebuild from ' || from_day
    FROM ${schema}.analytics_settings;
    PERFORM run_refresh('rebuild', who_asks());
END
$$;
COMMENT ON FUNCTION ${schema}.rebuild_analytics_views IS 'Counts everything from this day of the reporting zone on anew from api_usage. Months whose raw calls are detached keep their rollups.';
