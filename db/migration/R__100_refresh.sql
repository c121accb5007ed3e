-- The refresh itself. The application, pg_cron, psql and the button all end up here.

CREATE OR REPLACE FUNCTION may_make_temporary_tables() RETURNS boolean
LANGUAGE sql STABLE
RETURN has_database_privilege(current_database(), 'TEMPORARY');
COMMENT ON FUNCTION may_make_temporary_tables() IS 'Whether the role that asks may make temporary tables here, without which no view can be refreshed while it is read.';

CREATE OR REPLACE PROCEDURE refresh_view_alone(view text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET lock_timeout = '200ms' -- while this waits, readers wait behind it
AS $$
BEGIN
    EXECUTE format('REFRESH MATERIALIZED VIEW ${schema}.%I', view);
EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION '% cannot be refreshed while it is read%', view, coalesce((
            SELECT ' by pid ' || string_agg(format('%s (%s)', a.pid, coalesce(nullif(a.application_name, ''), a.usename)), ', ')
            FROM (SELECT DISTINCT pid FROM pg_locks WHERE relation = ('${schema}.' || quote_ident(view))::regclass AND granted LIMIT 5) AS l
            JOIN pg_stat_activity a USING (pid)), '')
        USING ERRCODE = 'lock_not_available', HINT = CASE
            WHEN may_make_temporary_tables() THEN 'It is empty, and is filled as soon as nobody reads it.'
            ELSE format('It can with GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), current_user)
        END;
END
$$;
COMMENT ON PROCEDURE refresh_view_alone IS 'Refreshes a view while nobody reads it; gives up at once where somebody does.';

CREATE OR REPLACE PROCEDURE refresh_view(view text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET quote_all_identifiers = off -- with it, PostgreSQL 15 makes no valid statement of CONCURRENTLY
AS $$
BEGIN
    IF may_make_temporary_tables() AND (SELECT relispopulated FROM pg_class WHERE oid = ('${schema}.' || quote_ident(view))::regclass) THEN
        EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY ${schema}.%I', view);
    ELSE
        CALL refresh_view_alone(view);
    END IF;
END
$$;
COMMENT ON PROCEDURE refresh_view IS 'Brings a materialized view up to date, beside its readers where that is possible.';

CREATE OR REPLACE FUNCTION run_refresh(reason text, started_by text, wanted_as_of timestamptz DEFAULT clock_timestamp(),
    only_if_pending boolean DEFAULT false) RETURNS refresh_run
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET plan_cache_mode = auto SET timezone = 'UTC' SET extra_float_digits = 1
-- What steers the planner here steers by these.
SET enable_seqscan = on SET enable_indexscan = on SET enable_indexonlyscan = on SET enable_bitmapscan = on
SET enable_nestloop = on SET enable_hashjoin = on SET enable_mergejoin = on SET enable_hashagg = on SET enable_sort = on
SET enable_material = on SET enable_partition_pruning = on
AS $$
DECLARE
    arrived_at constant timestamptz := clock_timestamp();
    identifier constant bigint := (SELECT system_identifier FROM pg_control_system());
    state analytics_state;
    pending boolean;
    zone text;
    successes text[];
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
    began timestamptz;
    step_began timestamptz;
    missing record;
BEGIN
    IF EXISTS (SELECT FROM watched_table WHERE attached_at IS NULL) THEN
        RETURN NULL; -- an older table cannot be counted yet; a trigger of its own that asks must not fail
    END IF;
    PERFORM take_refresh_lock();
    SELECT * INTO missing FROM missing_parts() LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%', missing.finding USING ERRCODE = 'object_not_in_prerequisite_state', HINT = missing.cure;
    END IF;
    SELECT * INTO state FROM analytics_state;
    -- An instant still to come says that the clock was set back, and nothing about what is counted.
    IF state.as_of BETWEEN wanted_as_of AND clock_timestamp() AND NOT EXISTS (SELECT FROM api_usage_stale_range) THEN
        SELECT * INTO run FROM refresh_run WHERE error IS NULL ORDER BY id DESC LIMIT 1;
        RETURN run; -- while we waited, somebody counted all that was wanted
    END IF;

    -- Keeps TRUNCATE and DETACH out between the statements below; reads and writes go on.
    LOCK TABLE ${schema}.api_usage IN ACCESS SHARE MODE;
    run.started_at := arrived_at;
    began := clock_timestamp();
    run.as_of := began;
    IF has_fixed_snapshot() THEN
        CALL require_latest_figures();
        -- The snapshot was taken after the transaction began, and after the last refresh had ended.
        run.as_of := greatest(transaction_timestamp(), CASE WHEN state.as_of <= began THEN state.as_of END);
    END IF;
    pending := analytics_changes_pending();
    IF only_if_pending AND NOT pending THEN
        RETURN NULL;
    END IF;
    steps := jsonb_build_object('wait', milliseconds(arrived_at, began));

    SELECT reporting_zone, success_statuses INTO zone, successes FROM ${schema}.analytics_settings;
    IF NOT zone_is_known(zone) THEN
        RAISE EXCEPTION 'days cannot be counted: reporting_zone % %', quote_literal(left(zone, 100)), zone_trouble(zone)
            USING ERRCODE = 'invalid_parameter_value', HINT = zone_cure(zone);
    END IF;
    today := day_of(run.as_of, zone);
    window_from := midnight(today - 29, zone);
    window_until := midnight(today + 1, zone);

    IF state.system_identifier <> identifier THEN
        TRUNCATE api_usage_change;
    END IF;
    IF state.system_identifier <> identifier OR EXISTS (SELECT FROM api_usage_stale_range) THEN
        PERFORM restamp_api_usage();
    END IF;
    PERFORM note_new_partitions();
    PERFORM note_detached_partitions(state.snapshot);
    WITH taken AS (DELETE FROM api_usage_stale_range RETURNING span, api_usage_stale_range.reason)
    SELECT coalesce(range_agg(span), '{}'),
        CASE
            WHEN run_refresh.reason IN ('hint', 'check', 'cron', 'stale', 'manual') AND bool_or(taken.reason LIKE 'unrecorded: %')
                THEN 'recount'
            ELSE run_refresh.reason
        END
    INTO stale, reason
    FROM taken;
    whole_history := state.snapshot IS NULL OR state.system_identifier <> identifier OR state.reporting_zone <> zone
        OR state.success_statuses IS DISTINCT FROM successes;
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
    SET window_start = today - 29, window_end = today, reporting_zone = zone, success_statuses = successes,
        system_identifier = identifier
    WHERE (s.window_start, s.window_end, s.reporting_zone, s.success_statuses, s.system_identifier)
        IS DISTINCT FROM (today - 29, today, zone, successes, identifier);

    step_began := clock_timestamp();
    steps := steps || jsonb_build_object('prepare', milliseconds(began, step_began));

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
        CALL refresh_view(view);
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
        fold.last_arrival_at, changed, milliseconds(began, run.finished_at), steps)
    RETURNING r.* INTO run;
    INSERT INTO ${schema}.analytics_reports (report_type, generated_at, data)
    VALUES ('view_refresh', run.finished_at, jsonb_build_object(
        'refreshed_at', run.finished_at, 'as_of', run.as_of, 'reason', reason, 'rows', run.rows_taken,
        'views', run.views_changed, 'duration_ms', run.duration_ms));
    PERFORM tell_nodes('refreshed', run.id::text);
    RETURN run;
END
$$;
COMMENT ON FUNCTION run_refresh IS 'Brings rollups and views to one instant, in one transaction. Returns what it did; or, where they are true for wanted_as_of already (now, unless an earlier instant will do), what the refresh did that made them so; or NULL where only_if_pending and nothing was.';

CREATE OR REPLACE FUNCTION ${schema}.refresh_analytics_views() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT run_refresh(CASE WHEN who_asks() LIKE 'pg_cron%' THEN 'cron' ELSE 'manual' END, who_asks());
$$;
COMMENT ON FUNCTION ${schema}.refresh_analytics_views() IS 'Refreshes the four materialized views, at a cost that follows what changed since the last time.';

CREATE OR REPLACE FUNCTION ${schema}.rebuild_analytics_views(from_day date DEFAULT '-infinity') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET datestyle = 'ISO'
AS $$
BEGIN
    INSERT INTO api_usage_stale_range (span, reason)
    SELECT tstzrange(midnight(from_day, reporting_zone), NULL), 'rebuild from ' || from_day
    FROM ${schema}.analytics_settings;
    PERFORM run_refresh('rebuild', who_asks());
END
$$;
COMMENT ON FUNCTION ${schema}.rebuild_analytics_views IS 'Counts everything from this day of the reporting zone on anew from api_usage. Months whose raw calls are detached keep their rollups.';

CREATE OR REPLACE FUNCTION ${schema}.refresh_analytics_if_stale(max_age_minutes int DEFAULT 5) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    oldest constant timestamptz := clock_timestamp() - make_interval(
        mins => coalesce(max_age_minutes, (SELECT s.max_age_minutes FROM refresh_settings s)));
BEGIN
    IF max_age_minutes < 0 THEN
        RAISE EXCEPTION 'max_age_minutes is %; a negative age makes no sense', max_age_minutes
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR look IN 1 .. 2 LOOP
        IF (SELECT as_of FROM analytics_state) BETWEEN oldest AND clock_timestamp() OR NOT analytics_changes_pending() THEN
            RETURN false;
        END IF;
        -- Who refreshes meanwhile may have done what we came for: look once more when it is our turn.
        PERFORM take_refresh_lock();
    END LOOP;
    PERFORM run_refresh('stale', who_asks());
    RETURN true;
END
$$;
COMMENT ON FUNCTION ${schema}.refresh_analytics_if_stale IS 'Refreshes when the views lack something and are true for an instant longer ago than this; NULL takes the age from refresh_settings. True when this call refreshed, and not another that it waited for.';

CREATE OR REPLACE FUNCTION ${schema}.repair_analytics_days(days date[]) RETURNS refresh_run
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET datestyle = 'ISO'
AS $$
DECLARE
    run refresh_run;
BEGIN
    IF cardinality(days) = 0 OR array_position(days, NULL) IS NOT NULL OR days IS NULL THEN
        RAISE EXCEPTION 'no days to repair are named' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF cardinality(days) > 1000 THEN
        RAISE EXCEPTION '% days are more than are repaired one by one', cardinality(days)
            USING ERRCODE = 'program_limit_exceeded',
                HINT = 'Name at most 1000 days at once, or call rebuild_analytics_views() with the first of them.';
    END IF;
    INSERT INTO api_usage_stale_range (span, reason)
    SELECT tstzrange(midnight(day, reporting_zone), midnight(day + 1, reporting_zone)), 'repair of ' || day
    FROM ${schema}.analytics_settings, (SELECT DISTINCT unnest(days) AS day) AS wanted;
    run := run_refresh('repair', who_asks());
    PERFORM record_audit_event('repaired', 'views', array_to_string(days[:100], ', ')
        || CASE WHEN cardinality(days) > 100 THEN ' and ' || cardinality(days) - 100 || ' more' ELSE '' END);
    RETURN run;
END
$$;
COMMENT ON FUNCTION ${schema}.repair_analytics_days IS 'Counts exactly these days of the reporting zone anew from api_usage, and the 30 days of the views from all days; at most 1000 days at once. Months whose raw calls are detached keep their rollups.';
