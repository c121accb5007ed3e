-- Who may do what: nobody but the owner may do anything with anything of ours, except what is granted here by name.

CREATE OR REPLACE VIEW our_object AS
WITH home AS (
    SELECT internal.oid AS internal, internal.nspowner AS owner, contract.oid AS contract,
        '{api_usage, api_usage_id_seq, analytics_settings, analytics_reports, mv_daily_metrics, mv_provider_performance, mv_model_costs,
        mv_model_usage, analytics_view_status, analytics_trigger_status, analytics_refresh_status, analytics_lag_status, analytics_drift, analytics_uncounted_calls,
        refresh_analytics_views, refresh_analytics_if_stale, trigger_refresh_analytics_views, rebuild_analytics_views,
        repair_analytics_days, verify_analytics_views, set_refresh_strategy, pause_refresh, resume_refresh,
        explain_staleness, grant_analytics_access, revoke_analytics_access}'::name[] AS names
    FROM pg_namespace internal, pg_namespace contract
    WHERE internal.nspname = '${tidemark}' AND contract.nspname = '${schema}'
),
relation AS (
    SELECT c.*, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
        format('%I.%I', nspname, relname) AS identity
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = relnamespace
    CROSS JOIN home
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND (relnamespace = internal
        OR (relnamespace = contract AND relowner = owner AND relname = ANY (names)))
        -- What may be done with the table of an older system is its owner's business.
        AND NOT (relname IN ('api_usage', 'api_usage_id_seq') AND calls_are_watched())
)
SELECT 'SCHEMA' AS kind, quote_ident(nspname) AS identity, NULL::name AS "column", nspowner AS owner,
    coalesce(nspacl, acldefault('n', nspowner)) AS acl
FROM pg_namespace
JOIN home ON oid = internal
UNION ALL
SELECT kind, identity, NULL, relowner,
    coalesce(relacl, acldefault(CASE kind WHEN 'SEQUENCE' THEN 's' ELSE 'r' END::"char", relowner))
FROM relation
UNION ALL
SELECT kind, identity, attname, relowner, attacl
FROM relation
JOIN pg_attribute ON attrelid = oid
WHERE attacl IS NOT NULL
UNION ALL
SELECT 'ROUTINE', format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)), NULL, proowner,
    coalesce(proacl, acldefault('f', proowner))
FROM pg_proc p
JOIN pg_namespace n ON n.oid = pronamespace
CROSS JOIN home
WHERE pronamespace = internal OR (pronamespace = contract AND proowner = owner AND proname = ANY (names));
COMMENT ON VIEW our_object IS 'Everything that this installation made and that privileges can be granted on, with those that are.';

CREATE OR REPLACE FUNCTION our_privileges() RETURNS TABLE (kind text, identity text, grantee oid, privilege text)
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT kind, identity, acl.grantee, acl.privilege_type || coalesce(' (' || quote_ident("column") || ')', '')
    FROM our_object
    CROSS JOIN aclexplode(acl) AS acl
    WHERE acl.grantee <> owner;
$$;
COMMENT ON FUNCTION our_privileges() IS 'What others than the owner may do with our objects; grantee 0 is every role.';

CREATE OR REPLACE PROCEDURE apply_analytics_access(grantee text, access text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    functions text;
    columns text;
BEGIN
    IF access = 'writer' THEN
        SELECT string_agg(quote_ident(attname), ', ')
        INTO columns
        FROM pg_attribute
        WHERE attrelid = '${schema}.api_usage'::regclass AND attnum > 0 AND NOT attisdropped
            AND (calls_are_watched() OR attname = ANY (our_columns())) AND attname NOT IN ('tx', 'received_at');
        EXECUTE format('GRANT SELECT, INSERT (%s) ON ${schema}.api_usage TO %I', columns, grantee);
        RETURN;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA ${tidemark} TO %I', grantee);
    EXECUTE format('GRANT SELECT ON ${schema}.mv_daily_metrics, ${schema}.mv_provider_performance,
        ${schema}.mv_model_costs, ${schema}.mv_model_usage, usage_rollup, analytics_state, ${schema}.analytics_settings,
        refresh_settings, refresh_run, ${schema}.analytics_reports, ${schema}.analytics_view_status,
        ${schema}.analytics_refresh_status, ${schema}.analytics_lag_status TO %I', grantee);
    -- What the views above ask, and what only reckons: it can do no more than its caller.
    SELECT string_agg(oid::regprocedure::text, ', ')
    INTO functions
    FROM pg_proc
    WHERE pronamespace = '${tidemark}'::regnamespace AND prokind = 'f' AND provolatile <> 'v' AND NOT prosecdef
        AND prorettype <> 'trigger'::regtype;
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s, analytics_changes_pending(), analytics_pending_calls,
        pg_cron_is_usable() TO %I', functions, grantee);
    IF access = 'admin' THEN
        EXECUTE format('GRANT SELECT ON ${schema}.api_usage, ${schema}.analytics_trigger_status, ${schema}.analytics_drift,
            ${schema}.analytics_uncounted_calls, refresh_strategy_change TO %I', grantee);
        EXECUTE format('GRANT EXECUTE ON FUNCTION ${schema}.refresh_analytics_views(),
            ${schema}.refresh_analytics_if_stale, ${schema}.rebuild_analytics_views, ${schema}.repair_analytics_days,
            ${schema}.verify_analytics_views(), ${schema}.set_refresh_strategy, ${schema}.pause_refresh,
            ${schema}.resume_refresh(), ${schema}.explain_staleness(), find_drift(), uncounted_calls TO %I', grantee);
    END IF;
END
$$;
COMMENT ON PROCEDURE apply_analytics_access IS 'Gives a role the privileges of an access, in the catalog alone.';

CREATE OR REPLACE FUNCTION role_name(role oid) RETURNS text
LANGUAGE sql STABLE
RETURN CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role) END;
COMMENT ON FUNCTION role_name IS 'The role as GRANT names it; 0 is every role.';

CREATE OR REPLACE FUNCTION privileges_digest() RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
RETURN (SELECT md5(coalesce(string_agg(p::text, ' ' ORDER BY p::text COLLATE "C"), '')) FROM our_privileges() AS p);
COMMENT ON FUNCTION privileges_digest() IS 'Tells whether privileges on our objects are as they were.';

CREATE OR REPLACE PROCEDURE enforce_analytics_access()
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    before jsonb;
    object record;
    access analytics_access;
    loss record;
BEGIN
    IF privileges_digest() = (SELECT privileges FROM analytics_access_state) THEN
        RETURN;
    END IF;
    -- A refresh writes to the same rows of the catalog, and so does another node that starts: only one can.
    PERFORM take_refresh_lock();
    before := (SELECT jsonb_agg(p) FROM our_privileges() AS p);
    FOR object IN SELECT DISTINCT kind, identity, role_name(grantee) AS role FROM our_privileges() LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %I CASCADE', object.kind, object.identity, object.role);
    END LOOP;
    FOR access IN SELECT * FROM analytics_access WHERE grantee = 'public' OR to_regrole(quote_ident(grantee)) IS NOT NULL LOOP
        CALL apply_analytics_access(access.grantee, access.access);
    END LOOP;
    UPDATE analytics_access_state SET privileges = privileges_digest();
    FOR loss IN
        SELECT role_name(grantee) AS role, count(*) AS privileges,
            min(format('%s on %s', privilege, identity)) AS one
        FROM (
            SELECT * FROM jsonb_to_recordset(before) AS (kind text, identity text, grantee oid, privilege text)
            EXCEPT
            SELECT * FROM our_privileges()
        ) AS lost
        -- PostgreSQL lets everybody execute a new function.
        WHERE grantee <> 0 OR kind <> 'ROUTINE'
        GROUP BY grantee
        ORDER BY role
        LIMIT 20
    LOOP
        RAISE WARNING 'role % had privileges on objects of Tidemark that nobody gave it by grant_analytics_access(): % taken away, among them %',
            quote_ident(loss.role), loss.privileges, loss.one;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE enforce_analytics_access IS 'Takes every privilege on our objects away that was not given by grant_analytics_access(), whatever the default privileges of the database say. Run at each start.';

CREATE OR REPLACE PROCEDURE ${schema}.grant_analytics_access(grantee text, access text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF access IS NULL OR access NOT IN ('writer', 'viewer', 'admin') THEN
        RAISE EXCEPTION 'there is no access %; choose writer, viewer or admin', coalesce(quote_literal(access), 'NULL')
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM take_refresh_lock();
    CALL apply_analytics_access(grantee, access);
    INSERT INTO analytics_access (grantee, access) VALUES (grantee, access) ON CONFLICT DO NOTHING;
    UPDATE analytics_access_state SET privileges = privileges_digest();
END
$$;
COMMENT ON PROCEDURE ${schema}.grant_analytics_access IS 'Gives a role what it needs and no more: writer inserts calls and gets back what it inserted, viewer reads the figures, admin also refreshes, verifies and switches.';

CREATE OR REPLACE PROCEDURE ${schema}.revoke_analytics_access(grantee text, access text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM analytics_access a
    WHERE a.grantee = revoke_analytics_access.grantee AND a.access = revoke_analytics_access.access;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'role % has no access % that grant_analytics_access() gave it', quote_ident(grantee),
            coalesce(quote_literal(access), 'NULL') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE analytics_access_state SET privileges = NULL;
    CALL enforce_analytics_access();
    IF calls_are_watched() AND revoke_analytics_access.access IN ('writer', 'admin') THEN
        RAISE NOTICE 'privileges on api_usage are its owner''s business: take them away with REVOKE, where they are not meant to stay';
    END IF;
END
$$;
COMMENT ON PROCEDURE ${schema}.revoke_analytics_access IS 'Takes from a role what grant_analytics_access() gave it.';
