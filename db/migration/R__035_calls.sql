-- The calls, by our names and in our types, whoever made the table that they are in.

CREATE OR REPLACE FUNCTION calls_are_watched() RETURNS boolean
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM watched_table);
$$;
COMMENT ON FUNCTION calls_are_watched() IS 'Whether api_usage is the table of an older system, which is watched in place.';

CREATE OR REPLACE FUNCTION calls_in(relation text) RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT coalesce(
        (SELECT format('(SELECT %s FROM %s WHERE %s)', calls, relation, countable) FROM watched_table WHERE calls IS NOT NULL),
        relation);
$$;
COMMENT ON FUNCTION calls_in IS 'The calls in api_usage, or in a relation with its columns, as FROM takes them: by our names and in our types. Those that cannot be counted are left out.';

-- A function and no view: the owner of a table may alter and drop columns that no view reads.
CREATE OR REPLACE PROCEDURE make_usage_calls()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    -- An older table is read once it has the columns that it lacks.
    source constant text := CASE
        WHEN EXISTS (SELECT FROM watched_table WHERE attached_at IS NULL)
            THEN '(SELECT (NULL::usage_call).*) AS none WHERE false'
        ELSE calls_in('${schema}.api_usage') || ' AS u'
    END;
    body constant text := 'SELECT ' || (
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
        FROM pg_attribute
        WHERE attrelid = 'usage_call'::regclass AND attnum > 0) || ' FROM ' || source;
BEGIN
    IF body IS DISTINCT FROM (SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure('usage_calls()')) THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION usage_calls() RETURNS SETOF usage_call LANGUAGE sql STABLE AS %L', body);
        COMMENT ON FUNCTION usage_calls() IS 'The calls that can be counted, by our names and in our types, whoever made the table: what everything reads that counts. The planner sees through it.';
    END IF;
END
$$;
COMMENT ON PROCEDURE make_usage_calls IS 'Makes usage_calls() what the columns of api_usage want.';

CALL make_usage_calls();

CREATE OR REPLACE FUNCTION relation_name(relation oid) RETURNS text
LANGUAGE sql STABLE
RETURN (
    SELECT CASE relnamespace WHEN '${tidemark}'::regnamespace THEN quote_ident(relname)
        ELSE format('%I.%I', relnamespace::regnamespace, relname) END
    FROM pg_class
    WHERE oid = relation);
COMMENT ON FUNCTION relation_name IS 'The name by which our functions find a relation, whatever the search path of the session; without a schema where it is in ours.';

CREATE OR REPLACE FUNCTION delete_calls(of_source text, oldest timestamptz, newest timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    deleted bigint;
BEGIN
    EXECUTE format('DELETE FROM ${schema}.api_usage WHERE source = $1 AND %s BETWEEN $2 AND $3',
        coalesce((SELECT called_at FROM watched_table), 'created_at')) USING of_source, oldest, newest;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END
$$;
COMMENT ON FUNCTION delete_calls IS 'Deletes the calls of this source in this span, both ends included, and returns how many they were.';

CREATE OR REPLACE FUNCTION uncounted_calls(most int) RETURNS TABLE (key text, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
SET enable_seqscan = off SET jit = off -- an index holds these rows and no others
AS $$
DECLARE
    watched watched_table;
BEGIN
    SELECT * INTO watched FROM watched_table WHERE attached_at IS NOT NULL;
    IF FOUND THEN
        RETURN QUERY EXECUTE format('SELECT %s, %s FROM ${schema}.api_usage WHERE (%s) IS NOT TRUE LIMIT $1',
            watched.row_key, watched.left_out, watched.countable) USING most;
    END IF;
END
$$;
COMMENT ON FUNCTION uncounted_calls IS 'Up to so many rows of api_usage that cannot be counted, by their key, and why. A table of ours takes none.';

CREATE OR REPLACE VIEW ${schema}.analytics_uncounted_calls AS
SELECT key, reason FROM uncounted_calls(1000);
COMMENT ON VIEW ${schema}.analytics_uncounted_calls IS 'Rows of an older system''s api_usage that no figure counts, since it cannot be said when they were made; 1000 at the most.';
COMMENT ON COLUMN ${schema}.analytics_uncounted_calls.key IS 'The primary key of the row.';
COMMENT ON COLUMN ${schema}.analytics_uncounted_calls.reason IS 'What is wrong with it.';
