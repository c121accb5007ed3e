-- What inserts and a refresh cost here, measured on a copy of api_usage.

-- The scratch copy is a table of its own, with commits of its own, because a commit is most of what an insert costs.
-- Its hint trigger is made from the real one as that stands, but hints on another channel, through another gate.
CREATE OR REPLACE FUNCTION scratch_gate() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} scratch gate', 0);
COMMENT ON FUNCTION scratch_gate() IS 'Key of the advisory lock that stands for the gate while inserts are measured.';

CREATE OR REPLACE FUNCTION scratch_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('${installation} scratch', 0);
COMMENT ON FUNCTION scratch_lock() IS 'Key of the advisory lock that lets one measurement run at a time in a database.';

CREATE OR REPLACE PROCEDURE drop_insert_scratch()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    DROP TABLE IF EXISTS insert_scratch, insert_scratch_hinting;
    DROP FUNCTION IF EXISTS insert_scratch_hint();
    DROP SEQUENCE IF EXISTS insert_scratch_hint_number;
END
$$;
COMMENT ON PROCEDURE drop_insert_scratch IS 'Takes away what create_insert_scratch() made.';

CREATE OR REPLACE PROCEDURE create_insert_scratch()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp SET client_min_messages = warning
SET quote_all_identifiers = off
AS $$
DECLARE
    copy text;
    column_of_theirs name;
BEGIN
    CALL drop_insert_scratch();
    FOREACH copy IN ARRAY '{insert_scratch,insert_scratch_hinting}'::text[] LOOP
        EXECUTE format($sql$
            CREATE TABLE %1$I (%3$s) PARTITION BY RANGE (created_at);
            CREATE TABLE %2$I PARTITION OF %1$I DEFAULT;
            COMMENT ON TABLE %1$I IS 'Exists while inserts are measured; can be dropped at any time.';
            $sql$, copy, copy || '_calls',
            CASE WHEN calls_are_watched() THEN 'LIKE usage_call' ELSE 'LIKE ${schema}.api_usage INCLUDING ALL' END);
        -- What another system's table asks of a row we cannot know; what we add to it costs the same here.
        IF calls_are_watched() THEN
            EXECUTE format($sql$
                ALTER TABLE %1$I ALTER created_at SET DEFAULT now(), ALTER tx SET DEFAULT pg_current_xact_id();
                CREATE INDEX ON %1$I (tx);
                CREATE INDEX ON %1$I (created_at);
                $sql$, copy);
            CONTINUE;
        END IF;
        -- What is not ours and has no value by itself may want one, and we know none.
        FOR column_of_theirs IN
            SELECT attname
            FROM pg_attribute
            WHERE attrelid = copy::regclass AND attnum > 0 AND NOT attisdropped AND NOT atthasdef AND attidentity = ''
                AND attname <> ALL (our_columns())
        LOOP
            EXECUTE format('ALTER TABLE %I DROP COLUMN %I CASCADE', copy, column_of_theirs);
        END LOOP;
    END LOOP;
    CREATE SEQUENCE insert_scratch_hint_number;
    EXECUTE replace(replace(replace(replace(pg_get_functiondef('${schema}.trigger_refresh_analytics_views'::regproc),
        '${schema}.trigger_refresh_analytics_views', 'insert_scratch_hint'),
        '${installation}_hint', '${installation}_scratch'),
        'hint_gate()', 'scratch_gate()'),
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

CREATE OR REPLACE FUNCTION measure_refresh(OUT refresh_ms double precision, OUT refresh_rows bigint, OUT wal_bytes bigint,
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

CREATE OR REPLACE FUNCTION catalog_rows_written() RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_xact_sys_tables;
$$;
COMMENT ON FUNCTION catalog_rows_written() IS 'Rows of system catalogs that this transaction has written so far.';

CREATE OR REPLACE FUNCTION refresh_once_more() RETURNS void
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    run refresh_run;
    view text;
BEGIN
    run := run_refresh('measurement', who_asks());
    FOREACH view IN ARRAY '{mv_daily_metrics,mv_provider_performance,mv_model_costs,mv_model_usage}'::text[] LOOP
        IF view <> ALL (run.views_changed) THEN
            CALL refresh_view(view);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION refresh_once_more() IS 'A refresh that leaves out no view, whether it changed or not.';
