-- The table of an older system, watched in place. The class Takeover looks at it, and says what its columns mean.

CREATE OR REPLACE VIEW incoming_call AS
SELECT NULL::timestamptz AS created_at, NULL::text AS user_id, NULL::text AS service_type, NULL::text AS provider,
    NULL::text AS model, NULL::text AS status, NULL::text AS request_id, NULL::bigint AS prompt_tokens,
    NULL::bigint AS cache_read_tokens, NULL::bigint AS cache_creation_tokens, NULL::bigint AS completion_tokens,
    NULL::bigint AS reasoning_tokens, NULL::numeric AS total_cost, NULL::numeric AS latency_ms, NULL::text AS source
WHERE false;
COMMENT ON VIEW incoming_call IS 'What is copied into it is stored in api_usage, in the types that an older system gave its columns. Always empty.';

CREATE OR REPLACE PROCEDURE make_watching_functions()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    -- Its owner may drop a column or give it another type at any time: no writer fails for that.
    body constant text := regexp_replace(replace(replace(
        (SELECT prosrc FROM pg_proc WHERE oid = 'record_api_usage_changes()'::regprocedure),
        'FROM old_rows', 'FROM ' || calls_in('old_rows') || ' AS old_calls'),
        'FROM new_rows', 'FROM ' || calls_in('new_rows') || ' AS new_calls'),
        'END[[:space:]]*$', 'EXCEPTION WHEN OTHERS THEN
    PERFORM count_anew(TG_RELID::regclass, ''changed while its columns could not be read''); RETURN NULL;
END');
    replica constant text := replace(replace(
        (SELECT prosrc FROM pg_proc WHERE oid = 'record_replicated_change()'::regprocedure),
        'FROM (SELECT OLD.*)', 'FROM ' || calls_in('(SELECT OLD.*) AS r')),
        'FROM (SELECT NEW.*)', 'FROM ' || calls_in('(SELECT NEW.*) AS r'));
    store constant text := (SELECT format('BEGIN %s; RETURN NEW; END', incoming) FROM watched_table);
BEGIN
    CALL make_usage_calls();
    IF body IS DISTINCT FROM (SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure('record_watched_changes()')) THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION record_watched_changes() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp AS %L', body);
        COMMENT ON FUNCTION record_watched_changes() IS 'record_api_usage_changes() for the table of an older system, by its own columns.';
    END IF;
    IF replica IS DISTINCT FROM (SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure('record_watched_replica()')) THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION record_watched_replica() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp AS %L', replica);
        COMMENT ON FUNCTION record_watched_replica() IS 'record_replicated_change() for the table of an older system, by its own columns.';
    END IF;
    IF store IS DISTINCT FROM (SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure('store_incoming_call()')) THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION store_incoming_call() RETURNS trigger
            LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp AS %L', store);
        COMMENT ON FUNCTION store_incoming_call() IS 'Stores what is copied into incoming_call.';
        CREATE OR REPLACE TRIGGER store_incoming_call INSTEAD OF INSERT ON incoming_call
            FOR EACH ROW EXECUTE FUNCTION store_incoming_call();
        COMMENT ON TRIGGER store_incoming_call ON incoming_call IS 'Stores what is copied into it.';
    END IF;
END
$$;
COMMENT ON PROCEDURE make_watching_functions IS 'Makes what reads, watches and writes the table of an older system fit its columns. Those of the triggers come from the ones on a table of ours.';

CREATE OR REPLACE FUNCTION stamp_watched_call() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.tx := pg_current_xact_id();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION stamp_watched_call() IS 'Row trigger on the table of an older system for sessions that apply the changes of another server: gives calls that come with a foreign tx the number of this transaction.';

CREATE OR REPLACE PROCEDURE watch_older_table()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    old record;
BEGIN
    INSERT INTO api_usage_stale_range (span, reason)
    SELECT '(,)', 'columns have other types'
    FROM watched_table
    WHERE attached_at IS NOT NULL AND shape IS DISTINCT FROM shape_of_calls('${schema}.api_usage'::regclass);
    UPDATE watched_table
    SET attached_at = coalesce(attached_at, clock_timestamp()), shape = shape_of_calls('${schema}.api_usage'::regclass);
    CALL make_watching_functions();
    FOR old IN
        SELECT tgname, tgrelid::regclass AS relation
        FROM pg_trigger
        JOIN call_table t ON t.relation = tgrelid
        WHERE NOT tgisinternal AND tgparentid = 0 AND (tgfoid = '${schema}.trigger_refresh_analytics_views'::regproc
            OR tgname IN ('auto_refresh_analytics_on_insert', 'auto_refresh_analytics_on_update'))
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', old.tgname, old.relation);
    END LOOP;
    PERFORM repair_drift();
END
$$;
COMMENT ON PROCEDURE watch_older_table IS 'Gives the table of an older system our triggers in place of its own refreshing ones, once it has the columns that they need.';
