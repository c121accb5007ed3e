-- What an admin does on /admin/refresh beyond switching: verify and repair, look ahead, measure before deciding.

CREATE OR REPLACE FUNCTION who_asks() RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    -- It calls itself so in a connection of its own, but not in a background worker.
    WHEN current_setting('application_name') ILIKE 'pg_cron%'
        OR (SELECT backend_type FROM pg_stat_get_activity(pg_backend_pid())) ILIKE 'pg_cron%'
        THEN 'pg_cron (' || session_user || ')'
    -- Any session can call itself what it likes; only the application's role is believed.
    WHEN current_setting('tidemark.user', true) <> ''
        AND session_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'analytics_state'::regclass)
        THEN current_setting('tidemark.user', true)
    ELSE coalesce(nullif(current_setting('application_name'), ''), 'sql') || ' (' || session_user || ')'
END;
COMMENT ON FUNCTION who_asks() IS 'Who calls, in words for the run history: the user for whom the application works, as it says in tidemark.user, else the session.';

CREATE FUNCTION ${schema}.repair_analytics_days(days date[]) RETURNS refresh_run
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    run refresh_run;
BEGIN
    IF cardinality(days) = 0 OR array_position(days, NULL) IS NOT NULL OR days IS NULL THEN
        RAISE EXCEPTION 'no days to repair are named' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO api_usage_stale_range (span, reason)
    SELECT tstzrange(midnight(day, reporting_zone), midnight(day + 1, reporting_zone)), 'repair of ' || day
    FROM ${schema}.analytics_settings, (SELECT DISTINCT unnest(days) AS day) AS wanted;
    run := run_refresh('repair', who_asks());
    PERFORM record_audit_event('repaired', 'views', array_to_string(days, ', '));
    RETURN run;
END
$$;
COMMENT ON FUNCTION ${schema}.repair_analytics_days IS 'Counts exactly these days of the reporting zone anew from api_usage, and the 30 days of the views from all days. Months whose raw calls are detached keep their rollups.';
COMMENT ON COLUMN refresh_run.reason IS 'Why it ran: hint, check, cron, stale, manual, import, rebuild, repair.';

-- What the page looks for among very many runs.
CREATE INDEX refresh_run_failed ON refresh_run (id) WHERE error IS NOT NULL;
CREATE INDEX refresh_run_by_hand ON refresh_run (id)
    WHERE reason IN ('manual', 'rebuild', 'repair', 'import', 'undo import');

CREATE FUNCTION day_of_cell(relation text, cell jsonb) RETURNS date
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        WHEN relation = 'mv_daily_metrics' THEN (cell ->> 0)::date
        WHEN relation IN ('usage_rollup', 'usage_rollup_user') AND cell ->> 1 <> '-infinity'
            THEN ((cell ->> 1)::timestamptz AT TIME ZONE reporting_zone)::date
    END
    FROM analytics_state;
$$;
COMMENT ON FUNCTION day_of_cell IS 'The day of a cell that verify_analytics_views() names; NULL for one that spans the 30 days of the views.';

CREATE TABLE analytics_verification (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_by  text NOT NULL,
    as_of       timestamptz,
    calls       bigint NOT NULL,
    differing   bigint NOT NULL,
    days        date[] NOT NULL,
    cells       jsonb NOT NULL DEFAULT '[]'
);
COMMENT ON TABLE analytics_verification IS 'One row for each verification on the admin page that ran to its end.';
COMMENT ON COLUMN analytics_verification.as_of IS 'The instant whose figures were recounted.';
COMMENT ON COLUMN analytics_verification.calls IS 'About how many calls were recounted; tells how long the next one takes.';
COMMENT ON COLUMN analytics_verification.differing IS 'Cells that differed from the recount; 0 when views and source agree.';
COMMENT ON COLUMN analytics_verification.days IS 'The days to repair.';
COMMENT ON COLUMN analytics_verification.cells IS 'The first of those cells, as verify_analytics_views() names them, each with its day.';

CREATE TABLE strategy_measurement (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measured_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    measured_by          text NOT NULL,
    inserts              int NOT NULL,
    insert_us            double precision NOT NULL,
    insert_gated_us      double precision NOT NULL,
    insert_hinting_us    double precision NOT NULL,
    refresh_ms           double precision NOT NULL,
    refresh_rows         bigint NOT NULL,
    refresh_wal_bytes    bigint NOT NULL,
    refresh_catalog_rows bigint NOT NULL
);
COMMENT ON TABLE strategy_measurement IS 'What inserts and a refresh cost here, measured on the admin page before a switch.';
COMMENT ON COLUMN strategy_measurement.inserts IS 'Transactions measured of each kind.';
COMMENT ON COLUMN strategy_measurement.insert_us IS 'Microseconds of a transaction that inserts one call, with its commit, without a hint trigger: the median.';
COMMENT ON COLUMN strategy_measurement.insert_gated_us IS 'The same with the hint trigger while the gate is closed, as it is while the refresher is awake.';
COMMENT ON COLUMN strategy_measurement.insert_hinting_us IS 'The same with the hint trigger when it sends a hint, as for a call after a pause.';
COMMENT ON COLUMN strategy_measurement.refresh_ms IS 'Milliseconds of one refresh of all four views, rolled back.';
COMMENT ON COLUMN strategy_measurement.refresh_rows IS 'Calls that waited for that refresh.';
COMMENT ON COLUMN strategy_measurement.refresh_wal_bytes IS 'Write-ahead log of that refresh.';
COMMENT ON COLUMN strategy_measurement.refresh_catalog_rows IS 'Catalog rows that it wrote and left behind dead.';

CREATE FUNCTION announce_admin_record() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_notify('${installation}_settings', '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION announce_admin_record() IS 'Has every open admin page read again.';
CREATE TRIGGER announce_verification AFTER INSERT ON analytics_verification
    FOR EACH STATEMENT EXECUTE FUNCTION announce_admin_record();
COMMENT ON TRIGGER announce_verification ON analytics_verification IS 'Shows a verification to everybody who has the admin page open.';
CREATE TRIGGER announce_measurement AFTER INSERT ON strategy_measurement
    FOR EACH STATEMENT EXECUTE FUNCTION announce_admin_record();
COMMENT ON TRIGGER announce_measurement ON strategy_measurement IS 'Shows a measurement to everybody who has the admin page open.';

-- The scratch copy is a table of its own, with commits of its own, because a commit is most of what an insert costs.
-- Its hint trigger is made from the real one as that stands, but hints on another channel, through another gate.
CREATE FUNCTION scratch_gate() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} scratch gate', 0);
COMMENT ON FUNCTION scratch_gate() IS 'Key of the advisory lock that stands for the gate while inserts are measured.';

CREATE FUNCTION scratch_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} scratch', 0);
COMMENT ON FUNCTION scratch_lock() IS 'Key of the advisory lock that lets one measurement run at a time in a database.';

CREATE PROCEDURE drop_insert_scratch()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    DROP TABLE IF EXISTS insert_scratch, insert_scratch_hinting;
    DROP FUNCTION IF EXISTS insert_scratch_hint();
    DROP SEQUENCE IF EXISTS insert_scratch_hint_number;
END
$$;
COMMENT ON PROCEDURE drop_insert_scratch IS 'Takes away what create_insert_scratch() made.';

CREATE PROCEDURE create_insert_scratch()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp SET client_min_messages = warning
AS $$
DECLARE
    copy text;
BEGIN
    CALL drop_insert_scratch();
    FOREACH copy IN ARRAY '{insert_scratch,insert_scratch_hinting}'::text[] LOOP
        EXECUTE format($sql$
            CREATE TABLE %1$I (LIKE ${schema}.api_usage INCLUDING ALL) PARTITION BY RANGE (created_at);
            CREATE TABLE %2$I PARTITION OF %1$I DEFAULT;
            COMMENT ON TABLE %1$I IS 'Exists while inserts are measured; can be dropped at any time.';
            $sql$, copy, copy || '_calls');
    END LOOP;
    CREATE SEQUENCE insert_scratch_hint_number;
    EXECUTE replace(replace(replace(pg_get_functiondef('${schema}.trigger_refresh_analytics_views'::regproc),
        '${schema}.trigger_refresh_analytics_views', 'insert_scratch_hint'),
        '${installation}_hint', '${installation}_scratch'),
        'refresh_hint', 'insert_scratch_hint_number');
    EXECUTE replace(replace(replace(replace(pg_get_triggerdef(oid),
        hint_gate()::text, scratch_gate()::text),
        '${schema}.trigger_refresh_analytics_views', 'insert_scratch_hint'),
        '${schema}.api_usage', 'insert_scratch_hinting'),
        'refresh_hint', 'insert_scratch_hint_number')
    FROM pg_trigger
    WHERE tgrelid = '${schema}.api_usage'::regclass AND tgname = 'auto_refresh_analytics_on_insert';
END
$$;
COMMENT ON PROCEDURE create_insert_scratch IS 'Makes two empty copies of api_usage to insert into, one of them with a copy of the hint trigger.';

CREATE FUNCTION measure_refresh(OUT refresh_ms double precision, OUT refresh_rows bigint, OUT wal_bytes bigint,
    OUT catalog_rows bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    plan json;
    began timestamptz;
    catalog_before bigint;
    undo constant text := 'TM001';
BEGIN
    refresh_rows := analytics_pending_calls();
    catalog_before := catalog_rows_written();
    BEGIN
        PERFORM take_refresh_lock();
        began := clock_timestamp();
        EXECUTE 'EXPLAIN (ANALYZE, WAL, TIMING OFF, FORMAT JSON) SELECT refresh_once_more()' INTO plan;
        refresh_ms := milliseconds(began, clock_timestamp());
        wal_bytes := (plan -> 0 -> 'Plan' ->> 'WAL Bytes')::bigint;
        catalog_rows := catalog_rows_written() - catalog_before;
        RAISE EXCEPTION 'undone' USING ERRCODE = undo;
    EXCEPTION WHEN SQLSTATE 'TM001' THEN
        NULL; -- what was measured stays in the variables
    END;
END
$$;
COMMENT ON FUNCTION measure_refresh IS 'Refreshes all four views and takes it back: how long that took, how many calls waited for it, how much write-ahead log and how many catalog rows it wrote.';

CREATE FUNCTION catalog_rows_written() RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_xact_sys_tables;
$$;
COMMENT ON FUNCTION catalog_rows_written() IS 'Rows of system catalogs that this transaction has written so far.';

CREATE FUNCTION refresh_once_more() RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    run refresh_run;
    view text;
BEGIN
    run := run_refresh('measurement', who_asks());
    FOREACH view IN ARRAY '{mv_daily_metrics,mv_provider_performance,mv_model_costs,mv_model_usage}'::text[] LOOP
        IF view <> ALL (run.views_changed) THEN
            EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY ${schema}.%I', view);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION refresh_once_more() IS 'A refresh that leaves out no view, whether it changed or not.';
