-- What a look at api_usage cannot tell any more: the values that an UPDATE, DELETE or TRUNCATE took away are logged.

-- Others may add columns to api_usage, or drop ours.
CREATE OR REPLACE FUNCTION logged_columns() RETURNS name[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{tx, id, created_at, user_id, service_type, provider, model, status, prompt_tokens, cache_read_tokens,
    cache_creation_tokens, completion_tokens, reasoning_tokens, total_cost, latency_ms}'::name[];
COMMENT ON FUNCTION logged_columns() IS 'The columns of api_usage that figures are counted from.';

CREATE OR REPLACE FUNCTION our_columns() RETURNS name[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN logged_columns() || '{request_id, source, received_at}'::name[];
COMMENT ON FUNCTION our_columns() IS 'The columns of api_usage that Tidemark made.';

CREATE OR REPLACE FUNCTION shape_of_calls(relation oid) RETURNS text[]
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT array_agg(a.attname || ' ' || a.atttypid)
    FROM pg_attribute a
    WHERE a.attrelid = relation AND a.attname = ANY (array_remove(our_columns(), 'id')) AND NOT a.attisdropped;
$$;
COMMENT ON FUNCTION shape_of_calls IS 'The columns of our names that a relation has, each with its type: what the meaning of an older table rests on.';

CREATE OR REPLACE FUNCTION can_be_logged(relation oid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = ${tidemark}, pg_temp -- and not sql: that would be planned at each call
AS $$
BEGIN
    RETURN CASE WHEN calls_are_watched() THEN coalesce((SELECT shape <@ shape_of_calls(relation) FROM watched_table), false)
        ELSE cardinality(logged_columns()) = (
            SELECT count(*)
            FROM pg_attribute a
            WHERE a.attrelid = relation AND a.attname = ANY (logged_columns()) AND NOT a.attisdropped)
        END;
END
$$;
COMMENT ON FUNCTION can_be_logged IS 'Whether a table of calls has all columns that figures are counted from. Nobody who changes calls may fail because it has not.';

CREATE OR REPLACE FUNCTION span_of_calls(relation regclass) RETURNS tstzmultirange
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        WHEN relation = to_regclass('${schema}.api_usage') THEN '{(,)}'
        ELSE coalesce(
            (SELECT tstzmultirange(tstzrange(lower, upper))
             FROM api_usage_partition
             WHERE to_regclass(name) = relation),
            '{(,)}' - coalesce((SELECT range_agg(tstzrange(lower, upper)) FROM api_usage_partition), '{}'))
    END;
$$;
COMMENT ON FUNCTION span_of_calls IS 'Where created_at of the calls in api_usage or one of its partitions may lie.';

CREATE OR REPLACE FUNCTION count_anew(relation regclass, reason text) RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    INSERT INTO api_usage_stale_range (span, reason)
    SELECT span_of.span, 'unrecorded: ' || count_anew.reason
    FROM unnest(span_of_calls(relation)) AS span_of (span)
    WHERE NOT EXISTS (
        SELECT FROM api_usage_stale_range r
        WHERE r.span @> span_of.span
            -- A refresh that runs may have taken those of others; without a column none can.
            AND (r.logged_tx = pg_current_xact_id() OR NOT can_be_logged('${schema}.api_usage'::regclass)));
$$;
COMMENT ON FUNCTION count_anew IS 'Has the next refresh count all calls anew that are, or were, in api_usage or one of its partitions.';

CREATE OR REPLACE FUNCTION record_api_usage_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF current_setting('session_replication_role') = 'replica' THEN
        RETURN NULL; -- there the row triggers count
    END IF;
    IF NOT EXISTS (SELECT FROM pg_class
        WHERE oid = TG_RELID AND (relispartition OR oid = to_regclass('${schema}.api_usage'))) THEN
        RETURN NULL; -- a detached partition: what happens to it no longer concerns the figures
    END IF;
    INSERT INTO api_usage_change (sign, tx, created_at, user_id, service_type, provider, model, status,
        prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
        total_cost, latency_ms)
    SELECT -1, tx, created_at, user_id, service_type, provider, model, status,
        prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
        total_cost, latency_ms
    FROM old_rows;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO api_usage_change (sign, tx, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms)
        SELECT 1, tx, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms
        FROM new_rows;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_api_usage_changes() IS 'Statement trigger: logs the old values of changed and deleted calls and the new values of changed ones.';

CREATE OR REPLACE FUNCTION record_any_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    PERFORM count_anew(TG_RELID::regclass, 'changed while a column was missing');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_any_change() IS 'Statement trigger in the place of record_api_usage_changes() while a column is missing: has all calls counted anew, for it cannot tell what changed.';

CREATE OR REPLACE FUNCTION record_replicated_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF current_setting('session_replication_role') <> 'replica' OR current_setting('tidemark.stamping', true) = 'on' THEN
        RETURN NULL; -- there the statement triggers count; and here it is our own UPDATE below
    END IF;
    IF NOT can_be_logged(TG_RELID) THEN
        PERFORM count_anew(TG_RELID::regclass, 'changed while a column was missing');
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO api_usage_change (sign, tx, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms)
        SELECT -1, tx, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms
        FROM (SELECT OLD.*) AS old_row;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.tx = OLD.tx THEN
        INSERT INTO api_usage_change (sign, tx, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms)
        SELECT 1, tx, created_at, user_id, service_type, provider, model, status,
            prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
            total_cost, latency_ms
        FROM (SELECT NEW.*) AS new_row;
    ELSIF TG_OP <> 'DELETE' AND NEW.tx <> pg_current_xact_id() THEN
        -- It came with the number of another cluster's transaction, or of the one that made the row before it moved.
        PERFORM set_config('tidemark.stamping', 'on', true);
        UPDATE ${schema}.api_usage u
        SET tx = pg_current_xact_id()
        WHERE u.created_at = NEW.created_at AND u.id = NEW.id;
        PERFORM set_config('tidemark.stamping', 'off', true);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_replicated_change() IS 'Row trigger for sessions that apply the changes of another server, in which statement triggers do not fire: logs what changed and deleted calls were and are, and gives calls that come with a foreign tx the number of this transaction.';

CREATE OR REPLACE FUNCTION record_api_usage_truncation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    month api_usage_partition;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class
        WHERE oid = TG_RELID AND (relispartition OR (relkind = 'r' AND oid = to_regclass('${schema}.api_usage')))) THEN
        RETURN NULL;
    END IF;
    IF NOT can_be_logged(TG_RELID) THEN
        PERFORM count_anew(TG_RELID::regclass, 'truncated while a column was missing');
        RETURN NULL;
    END IF;
    SELECT * INTO month FROM api_usage_partition WHERE name = relation_name(TG_RELID);
    IF FOUND THEN
        INSERT INTO api_usage_stale_range (span, reason)
        VALUES (tstzrange(month.lower, month.upper), 'truncated ' || TG_TABLE_NAME);
    ELSIF calls_are_watched() THEN
        INSERT INTO api_usage_stale_range (span, reason)
        SELECT span, 'truncated ' || TG_TABLE_NAME FROM unnest(span_of_calls(TG_RELID::regclass)) AS span;
    ELSE
        -- The default partition covers no span of its own.
        EXECUTE format($sql$
            INSERT INTO api_usage_change (sign, tx, created_at, user_id, service_type, provider, model, status,
                prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
                total_cost, latency_ms)
            SELECT -1, tx, created_at, user_id, service_type, provider, model, status,
                prompt_tokens, cache_read_tokens, cache_creation_tokens, completion_tokens, reasoning_tokens,
                total_cost, latency_ms
            FROM %s
            $sql$, TG_RELID::regclass);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_api_usage_truncation() IS 'Statement trigger before TRUNCATE of a partition: has its month counted anew, or logs the rows of the default partition as deleted.';

CREATE OR REPLACE VIEW wanted_change_trigger AS
SELECT *
FROM (VALUES
    ('record_changes_on_update'::name, 'O'::"char"),
    ('record_changes_on_delete', 'O'),
    ('record_changes_on_truncate', 'A'),
    ('record_replicated_update', 'R'),
    ('record_replicated_delete', 'R'),
    ('stamp_replicated_insert', 'R')
) AS wanted (name, enabled);
COMMENT ON VIEW wanted_change_trigger IS 'The triggers that api_usage and each of its partitions has, and how pg_trigger.tgenabled says that they are on: O in ordinary sessions, R in those that apply the changes of another server, A in both.';

CREATE OR REPLACE FUNCTION change_recorder() RETURNS regproc
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        WHEN NOT can_be_logged('${schema}.api_usage'::regclass) THEN to_regproc('record_any_change')
        WHEN calls_are_watched() THEN to_regproc('record_watched_changes')
        ELSE to_regproc('record_api_usage_changes') END;
$$;
COMMENT ON FUNCTION change_recorder() IS 'What the statement triggers call: to look for all columns at each UPDATE would cost it a quarter more.';

CREATE OR REPLACE PROCEDURE add_change_triggers(relation regclass)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    EXECUTE format($sql$
        CREATE OR REPLACE TRIGGER record_changes_on_update AFTER UPDATE ON %1$s
            REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION %2$s();
        CREATE OR REPLACE TRIGGER record_changes_on_delete AFTER DELETE ON %1$s
            REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION %2$s();
        CREATE OR REPLACE TRIGGER record_changes_on_truncate BEFORE TRUNCATE ON %1$s
            FOR EACH STATEMENT EXECUTE FUNCTION record_api_usage_truncation();
        ALTER TABLE ONLY %1$s ENABLE ALWAYS TRIGGER record_changes_on_truncate;
        COMMENT ON TRIGGER record_changes_on_update ON %1$s IS 'Logs what changed calls were and are; always on.';
        COMMENT ON TRIGGER record_changes_on_delete ON %1$s IS 'Logs what deleted calls were; always on.';
        COMMENT ON TRIGGER record_changes_on_truncate ON %1$s IS 'Has emptied months counted anew; always on.';
        $sql$, relation, change_recorder());
    IF relation = '${schema}.api_usage'::regclass AND can_be_logged(relation) THEN
        EXECUTE format($sql$
            CREATE OR REPLACE TRIGGER record_replicated_update AFTER UPDATE ON ${schema}.api_usage
                FOR EACH ROW EXECUTE FUNCTION %1$s();
            CREATE OR REPLACE TRIGGER record_replicated_delete AFTER DELETE ON ${schema}.api_usage
                FOR EACH ROW EXECUTE FUNCTION %1$s();
            CREATE OR REPLACE TRIGGER stamp_replicated_insert %2$s ON ${schema}.api_usage
                FOR EACH ROW WHEN (NEW.tx <> pg_current_xact_id()) EXECUTE FUNCTION %3$s();
            $sql$,
            CASE WHEN calls_are_watched() THEN 'record_watched_replica' ELSE 'record_replicated_change' END,
            -- The table of another may have no key by which a row could be found again.
            CASE WHEN calls_are_watched() THEN 'BEFORE INSERT OR UPDATE' ELSE 'AFTER INSERT' END,
            CASE WHEN calls_are_watched() THEN 'stamp_watched_call' ELSE 'record_replicated_change' END);
        ALTER TABLE ${schema}.api_usage ENABLE REPLICA TRIGGER record_replicated_update,
            ENABLE REPLICA TRIGGER record_replicated_delete, ENABLE REPLICA TRIGGER stamp_replicated_insert;
        COMMENT ON TRIGGER record_replicated_update ON ${schema}.api_usage IS
            'Logs what changed calls were and are, where another server''s changes are applied; always on.';
        COMMENT ON TRIGGER record_replicated_delete ON ${schema}.api_usage IS
            'Logs what deleted calls were, where another server''s changes are applied; always on.';
        COMMENT ON TRIGGER stamp_replicated_insert ON ${schema}.api_usage IS
            'Gives calls that come from another server a transaction of this one; always on.';
    END IF;
END
$$;
COMMENT ON PROCEDURE add_change_triggers IS 'Has changes of this table logged. A statement fires the triggers of the table that it names, so api_usage and each partition carry their own; row triggers of api_usage are inherited.';

CREATE OR REPLACE VIEW call_table AS
WITH RECURSIVE tree (relation) AS (
    SELECT to_regclass('${schema}.api_usage')::oid
    UNION ALL
    SELECT inhrelid FROM tree JOIN pg_inherits ON inhparent = relation AND NOT inhdetachpending
)
SELECT relation FROM tree;
COMMENT ON VIEW call_table IS 'api_usage and its partitions. Unlike pg_partition_tree() it waits for nobody who has one of them locked.';

CREATE OR REPLACE VIEW change_trigger_drift AS
SELECT relation, name, wanted.enabled AS wanted, t.tgenabled AS enabled, t.xmin AS version,
    t.tgfoid IS DISTINCT FROM recorder AND name IN ('record_changes_on_update', 'record_changes_on_delete') AS misdirected
FROM (SELECT change_recorder()::oid AS recorder) AS now
CROSS JOIN call_table
CROSS JOIN wanted_change_trigger wanted
LEFT JOIN pg_trigger t ON t.tgrelid = relation AND t.tgname = name
LEFT JOIN change_trigger seen USING (relation, name)
WHERE t.tgenabled IS DISTINCT FROM wanted.enabled OR t.xmin IS DISTINCT FROM seen.version
    OR (t.tgfoid <> recorder AND name IN ('record_changes_on_update', 'record_changes_on_delete'));
COMMENT ON VIEW change_trigger_drift IS 'The triggers that record changes and are not, or were not all the time since the last check, what they should be.';

CREATE OR REPLACE FUNCTION note_change_triggers(tables regclass[]) RETURNS void
LANGUAGE sql SET search_path = ${tidemark}, pg_temp
AS $$
    INSERT INTO change_trigger (relation, name, version)
    SELECT tgrelid, tgname, t.xmin
    FROM pg_trigger t
    JOIN wanted_change_trigger ON name = tgname AND enabled = tgenabled
    WHERE tgrelid = ANY (tables::oid[])
    ON CONFLICT (relation, name) DO UPDATE SET version = excluded.version;
$$;
COMMENT ON FUNCTION note_change_triggers IS 'Says that the triggers of these tables that record changes are known as they are.';

CREATE OR REPLACE FUNCTION silence_triggers(relation regclass, OUT were jsonb)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    trigger record;
BEGIN
    were := jsonb_build_object(
        'known', NOT EXISTS (SELECT FROM change_trigger_drift d WHERE d.relation = silence_triggers.relation),
        'on', (SELECT jsonb_object_agg(tgname, tgenabled) FROM pg_trigger
               WHERE tgrelid = silence_triggers.relation AND NOT tgisinternal AND tgenabled <> 'D'));
    FOR trigger IN SELECT jsonb_object_keys(were -> 'on') AS name LOOP
        EXECUTE format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', relation, trigger.name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION silence_triggers IS 'Switches all triggers of this table off that are not PostgreSQL''s own, for a change by us that concerns nobody, and returns what restore_triggers() needs.';

CREATE OR REPLACE PROCEDURE restore_triggers(relation regclass, were jsonb)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    trigger record;
BEGIN
    FOR trigger IN SELECT key AS name, value AS enabled FROM jsonb_each_text(were -> 'on') LOOP
        EXECUTE format('ALTER TABLE ONLY %s ENABLE %s TRIGGER %I', relation,
            CASE trigger.enabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, trigger.name);
    END LOOP;
    IF (were ->> 'known')::boolean THEN
        PERFORM note_change_triggers(ARRAY[relation]);
    END IF;
END
$$;
COMMENT ON PROCEDURE restore_triggers IS 'Switches on again what silence_triggers() switched off.';
