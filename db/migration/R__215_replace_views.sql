-- A newer Tidemark may define one of the four views otherwise: then it is made anew, and with it what others have built on
-- it or added to it. As long as its text stays the same it is left alone.

CREATE OR REPLACE FUNCTION additions_to(relation regclass) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp SET quote_all_identifiers = off
AS $$
    SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = relation
    UNION ALL
    SELECT format('COMMENT ON INDEX %s IS %L', indexrelid::regclass, obj_description(indexrelid, 'pg_class'))
    FROM pg_index
    WHERE indrelid = relation AND obj_description(indexrelid, 'pg_class') IS NOT NULL
    UNION ALL
    SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxrelid = relation
    UNION ALL
    SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = relation AND NOT tgisinternal
    UNION ALL
    SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = relation AND rulename <> '_RETURN'
    UNION ALL
    SELECT format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', relation, attname, pg_get_expr(adbin, adrelid))
    FROM pg_attrdef
    JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
    WHERE adrelid = relation;
$$;
COMMENT ON FUNCTION additions_to IS 'Statements that add to a view, made anew, what it has beside its text: indexes, statistics, triggers, rules, defaults.';

CREATE OR REPLACE FUNCTION statements_of(relation regclass) RETURNS text[]
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp SET quote_all_identifiers = off
AS $$
    SELECT ARRAY[format('CREATE %s %s %s AS %s %s', CASE relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, relation,
            'WITH (' || array_to_string(reloptions, ', ') || ')', rtrim(pg_get_viewdef(relation), '; '),
            CASE WHEN NOT relispopulated THEN 'WITH NO DATA' END)]
        || ARRAY(SELECT additions_to(relation))
        || ARRAY(
            SELECT format('COMMENT ON %s %s IS %L', CASE relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, relation, description)
            FROM pg_description
            WHERE objoid = relation AND classoid = 'pg_class'::regclass AND objsubid = 0)
        || ARRAY(
            SELECT format('COMMENT ON COLUMN %s.%I IS %L', relation, attname, description)
            FROM pg_description
            JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid
            WHERE objoid = relation AND classoid = 'pg_class'::regclass AND objsubid > 0)
        || ARRAY(
            SELECT format('GRANT %s%s ON %s TO %s%s', privilege_type, ' (' || quote_ident(attname) || ')', relation,
                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END)
            FROM (
                SELECT NULL::name AS attname, granted.* FROM aclexplode(relacl) AS granted
                UNION ALL
                SELECT attname, granted.* FROM pg_attribute, aclexplode(attacl) AS granted WHERE attrelid = relation
            ) AS granted
            WHERE grantee <> relowner)
    FROM pg_class
    WHERE oid = relation;
$$;
COMMENT ON FUNCTION statements_of IS 'Statements that make a view again as it is, with all that was added to it, commented and granted.';

CREATE OR REPLACE FUNCTION views_on(relation regclass)
RETURNS TABLE (level int, oid oid, name text, relkind "char", owner oid, statements text[])
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp SET quote_all_identifiers = off
AS $$
    WITH RECURSIVE built_on (oid, level) AS (
        SELECT relation::oid, 0
        UNION
        SELECT r.ev_class, level + 1
        FROM built_on b
        JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = b.oid AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> b.oid
        WHERE level < 100
    )
    SELECT level, c.oid, c.oid::regclass::text, c.relkind, c.relowner, statements_of(c.oid)
    FROM (SELECT oid, max(level) AS level FROM built_on WHERE level > 0 GROUP BY oid) AS built
    JOIN pg_class c USING (oid)
    ORDER BY level, c.oid;
$$;
COMMENT ON FUNCTION views_on IS 'What is built on a view, each after what it is built on, and the statements that make it again.';

CREATE OR REPLACE FUNCTION can_become(role oid) RETURNS boolean
LANGUAGE sql STABLE
RETURN pg_has_role(role, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END);
COMMENT ON FUNCTION can_become IS 'Whether whoever asks may work as this role.';

CREATE OR REPLACE PROCEDURE make_again(view text, owner oid, statements text[])
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    myself constant text := current_setting('role');
    statement text;
    others record;
BEGIN
    PERFORM set_config('role', pg_get_userbyid(owner), true);
    EXECUTE statements[1];
    -- Default privileges of its owner, which it did not have before.
    FOR others IN
        SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS role
        FROM pg_class, aclexplode(relacl)
        WHERE oid = view::regclass AND grantee <> relowner
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s', view, others.role);
    END LOOP;
    FOREACH statement IN ARRAY statements[2:] LOOP
        EXECUTE statement;
    END LOOP;
    PERFORM set_config('role', myself, true);
END
$$;
COMMENT ON PROCEDURE make_again IS 'Makes a view again, as its owner.';

CREATE OR REPLACE PROCEDURE replace_materialized_view(view name, key text, definition text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
SET quote_all_identifiers = off SET client_min_messages = warning
AS $$
DECLARE
    home constant text := format('${schema}.%I', view);
    unique_index constant text := format('CREATE UNIQUE INDEX %I ON ${schema}.%I (%s)', view || '_key', view, key);
    existing constant regclass := (
        SELECT oid FROM pg_class WHERE relname = view AND relnamespace = '${schema}'::regnamespace AND relkind = 'm');
    same boolean;
    dependants jsonb;
    additions text[];
    options text[];
    d record;
    statement text;
BEGIN
    IF existing IS NULL THEN
        EXECUTE format('CREATE MATERIALIZED VIEW %s AS %s', home, definition);
        EXECUTE unique_index;
        RETURN;
    END IF;
    -- As PostgreSQL writes it.
    EXECUTE 'CREATE VIEW wanted_view AS ' || definition;
    same := pg_get_viewdef('wanted_view'::regclass) = pg_get_viewdef(existing);
    DROP VIEW wanted_view;
    IF same THEN
        RETURN;
    END IF;

    SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY level), '[]') INTO dependants FROM views_on(existing) AS v;
    FOR d IN SELECT * FROM jsonb_to_recordset(dependants) AS v (name text, relkind "char", owner oid) LOOP
        IF d.relkind NOT IN ('v', 'm') THEN
            RAISE EXCEPTION '% has to be made anew, and a rule on % is built on it', home, d.name USING ERRCODE = 'dependent_objects_still_exist';
        ELSIF NOT can_become(d.owner) THEN
            RAISE EXCEPTION '% has to be made anew, and % is built on it, which belongs to the role %', home, d.name, quote_ident(pg_get_userbyid(d.owner))
                USING ERRCODE = 'dependent_objects_still_exist', HINT = format('GRANT %I TO %I has Tidemark make it again too.', pg_get_userbyid(d.owner), current_user);
        END IF;
    END LOOP;
    additions := ARRAY(
        SELECT a
        FROM unnest((statements_of(existing))[2:]) AS a
        WHERE strpos(a, format(' %I ', view || '_key')) = 0 AND strpos(a, format('.%I ', view || '_key')) = 0);
    options := (SELECT reloptions FROM pg_class WHERE oid = existing);
    BEGIN
        FOR d IN SELECT * FROM jsonb_to_recordset(dependants) AS v (level int, name text, relkind "char") ORDER BY level DESC LOOP
            EXECUTE format('DROP %s %s', CASE d.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, d.name);
        END LOOP;
        EXECUTE format('DROP MATERIALIZED VIEW %s', home);
    EXCEPTION WHEN dependent_objects_still_exist THEN
        GET STACKED DIAGNOSTICS statement = PG_EXCEPTION_DETAIL;
        RAISE EXCEPTION '% has to be made anew, and something is built on it that Tidemark cannot make again: %', home, statement
            USING ERRCODE = 'dependent_objects_still_exist';
    END;

    EXECUTE format('CREATE MATERIALIZED VIEW %s %s AS %s', home, 'WITH (' || array_to_string(options, ', ') || ')', definition);
    EXECUTE unique_index;
    FOREACH statement IN ARRAY additions LOOP
        BEGIN
            EXECUTE statement;
        EXCEPTION WHEN OTHERS THEN
            RAISE EXCEPTION '% had to be made anew, and what was added to it does not fit any more: % (%)', home, statement, SQLERRM
                USING ERRCODE = 'dependent_objects_still_exist';
        END;
    END LOOP;
    FOR d IN
        SELECT * FROM jsonb_to_recordset(dependants) AS v (level int, name text, owner oid, statements text[]) ORDER BY level
    LOOP
        BEGIN
            CALL make_again(d.name, d.owner, d.statements);
        EXCEPTION WHEN OTHERS THEN
            RAISE EXCEPTION '% had to be made anew, and %, which is built on it, cannot be: %', home, d.name, SQLERRM
                USING ERRCODE = 'dependent_objects_still_exist';
        END;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE replace_materialized_view IS 'Makes one of our views, or makes it anew where its text is another, with all that others have built on it and added to it; or fails, and says because of what.';

CREATE OR REPLACE PROCEDURE comment_on_view(view name, "column" name, words text)
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    relation constant regclass := format('${schema}.%I', view);
    number constant int := coalesce((SELECT attnum FROM pg_attribute WHERE attrelid = relation AND attname = "column"), 0);
    found constant text := CASE number WHEN 0 THEN obj_description(relation, 'pg_class') ELSE col_description(relation, number) END;
    ours constant text := (SELECT c.words FROM view_comment c WHERE c.view = view AND c."column" = coalesce("column", ''));
BEGIN
    IF found IS NULL OR ours IS NULL OR found = ours THEN
        EXECUTE format('COMMENT ON %s IS %L',
            CASE number WHEN 0 THEN format('MATERIALIZED VIEW %s', relation) ELSE format('COLUMN %s.%I', relation, "column") END, words);
    END IF;
    INSERT INTO view_comment AS c (view, "column", words) VALUES (view, coalesce("column", ''), words)
    ON CONFLICT ON CONSTRAINT view_comment_pkey DO UPDATE SET words = excluded.words;
END
$$;
COMMENT ON PROCEDURE comment_on_view IS 'Says what one of our views or its columns hold, unless somebody else has said it in other words.';
