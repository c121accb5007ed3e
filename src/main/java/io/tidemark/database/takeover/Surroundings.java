package io.tidemark.database.takeover;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What else an older system has in the schema that bears a name of ours, or hangs on what does. */
final class Surroundings {

    private static final int MOST_NAMED = 50;

    private Surroundings() {}

    /** Names of ours that something else has, in a way that we cannot put right, each with what to do. */
    static List<String> obstacles(JdbcClient jdbc, String schema) {
        return jdbc.sql("""
                        WITH home AS (SELECT oid FROM pg_namespace WHERE nspname = :schema),
                        old_view AS (
                            SELECT c.* FROM pg_class c JOIN home ON home.oid = relnamespace
                            WHERE relname IN ('mv_daily_metrics', 'mv_provider_performance', 'mv_model_costs', 'mv_model_usage')
                        ),
                        function AS (
                            SELECT p.*, p.oid::regprocedure::text AS name FROM pg_proc p JOIN home ON home.oid = pronamespace
                        )
                        SELECT finding FROM (
                            SELECT format('%s is no materialized view. Rename it: Tidemark makes one of this name.', oid::regclass)
                            FROM old_view WHERE relkind <> 'm'
                            UNION ALL
                            SELECT format('%s belongs to the role %I. Tidemark replaces it: drop it, or have it belong to Tidemark''s role.',
                                oid::regclass, pg_get_userbyid(relowner))
                            FROM old_view WHERE NOT pg_has_role(relowner, 'USAGE')
                            UNION ALL
                            SELECT DISTINCT format('%s is built on %s, which Tidemark replaces. Take its definition aside (pg_dump -s -t %1$s), drop it, and create it again afterwards.',
                                dependent.oid::regclass, old_view.oid::regclass)
                            FROM old_view
                            JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = old_view.oid
                            JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
                            JOIN pg_class dependent ON dependent.oid = r.ev_class
                            WHERE dependent.oid NOT IN (SELECT oid FROM old_view)
                            UNION ALL
                            SELECT format('The function %s has a name of ours and another signature: calls could mean either. Rename it.', name)
                            FROM function
                            WHERE proname = ANY ('{refresh_analytics_views,refresh_analytics_if_stale,trigger_refresh_analytics_views,
                                rebuild_analytics_views,repair_analytics_days,verify_analytics_views,set_refresh_strategy,pause_refresh,
                                resume_refresh,explain_staleness,grant_analytics_access,revoke_analytics_access}')
                                AND NOT (proname IN ('refresh_analytics_views', 'trigger_refresh_analytics_views') AND pronargs = 0)
                                AND NOT (proname = 'refresh_analytics_if_stale' AND proargtypes::text = '23')
                            UNION ALL
                            SELECT format('The function %s belongs to the role %I. Tidemark replaces it: drop it, or have it belong to Tidemark''s role.',
                                name, pg_get_userbyid(proowner))
                            FROM function
                            WHERE proname IN ('refresh_analytics_views', 'trigger_refresh_analytics_views', 'refresh_analytics_if_stale')
                                AND NOT pg_has_role(proowner, 'USAGE')
                            UNION ALL
                            SELECT format('The function %s returns %s, and not trigger. Rename it: Tidemark makes one of this name.',
                                name, prorettype::regtype)
                            FROM function
                            WHERE proname = 'trigger_refresh_analytics_views' AND pronargs = 0 AND prorettype <> 'trigger'::regtype
                            UNION ALL
                            SELECT format('The trigger %I on %s calls trigger_refresh_analytics_views() before a row is written, and that function becomes one that lets no row pass. Drop the trigger.',
                                tgname, tgrelid::regclass)
                            FROM pg_trigger
                            JOIN function ON function.oid = tgfoid
                            WHERE proname = 'trigger_refresh_analytics_views' AND NOT tgisinternal AND tgtype & 3 = 3
                            UNION ALL
                            SELECT DISTINCT format('%s is built on the function %s, which Tidemark replaces. Drop it, and create it again afterwards.',
                                pg_describe_object(d.classid, d.objid, d.objsubid), name)
                            FROM function
                            JOIN pg_depend d ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = function.oid AND d.deptype = 'n'
                            WHERE proname IN ('refresh_analytics_views', 'refresh_analytics_if_stale')
                            UNION ALL
                            SELECT format('%s is there already. Rename it: Tidemark makes one of this name.', c.oid::regclass)
                            FROM pg_class c
                            JOIN home ON home.oid = relnamespace
                            WHERE relname IN ('analytics_settings', 'analytics_view_status', 'analytics_trigger_status',
                                'analytics_refresh_status', 'analytics_lag_status', 'analytics_uncounted_calls')
                            UNION ALL
                            SELECT format('%s belongs to the role %I. Tidemark adds columns and rows to it: have it belong to Tidemark''s role.',
                                c.oid::regclass, pg_get_userbyid(relowner))
                            FROM pg_class c
                            JOIN home ON home.oid = relnamespace
                            WHERE relname = 'analytics_reports' AND NOT pg_has_role(relowner, 'USAGE')
                        ) AS found (finding)
                        ORDER BY finding
                        LIMIT :most""")
                .param("schema", schema)
                .param("most", MOST_NAMED)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /** What is replaced, and what roles have on it and lose, each with the statement that gives it back. */
    static List<String> replaced(JdbcClient jdbc, String schema) {
        return jdbc.sql("""
                        WITH home AS (SELECT oid FROM pg_namespace WHERE nspname = :schema),
                        object AS (
                            SELECT 'materialized view ' || c.oid::regclass AS name, 'viewer' AS access, relowner AS owner, relacl AS acl
                            FROM pg_class c JOIN home ON home.oid = relnamespace
                            WHERE relkind = 'm'
                                AND relname IN ('mv_daily_metrics', 'mv_provider_performance', 'mv_model_costs', 'mv_model_usage')
                            UNION ALL
                            SELECT 'function ' || p.oid::regprocedure, 'admin', proowner,
                                CASE WHEN prorettype <> 'trigger'::regtype THEN coalesce(proacl, acldefault('f', proowner)) END
                            FROM pg_proc p JOIN home ON home.oid = pronamespace
                            WHERE proname IN ('refresh_analytics_views', 'trigger_refresh_analytics_views', 'refresh_analytics_if_stale')
                        )
                        SELECT name || coalesce(
                            '; what others may do with it goes: CALL grant_analytics_access(<role>, ''' || access || ''') for '
                                || (SELECT string_agg(DISTINCT CASE grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(grantee) END, ', ')
                                    FROM aclexplode(acl) WHERE grantee <> owner), '')
                        FROM object
                        ORDER BY 1
                        LIMIT :most""")
                .param("schema", schema)
                .param("most", MOST_NAMED)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /** What hangs on the table itself, and stays. */
    static List<String> kept(JdbcClient jdbc, String table) {
        return jdbc.sql("""
                        SELECT finding FROM (
                            SELECT format('%s %s', CASE contype WHEN 'p' THEN 'primary key' WHEN 'f' THEN 'foreign key'
                                WHEN 'u' THEN 'unique constraint' ELSE 'constraint' END, conname)
                            FROM pg_constraint WHERE conrelid = :table::regclass
                            UNION ALL
                            SELECT format('foreign key %I of %s', conname, conrelid::regclass)
                            FROM pg_constraint WHERE confrelid = :table::regclass AND conparentid = 0
                            UNION ALL
                            SELECT DISTINCT format('view %s', ev_class::regclass)
                            FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
                            WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = :table::regclass
                                AND ev_class NOT IN (SELECT oid FROM pg_class WHERE relkind = 'm' AND relname IN
                                    ('mv_daily_metrics', 'mv_provider_performance', 'mv_model_costs', 'mv_model_usage'))
                            UNION ALL
                            SELECT format('trigger %I', tgname)
                            FROM pg_trigger t JOIN pg_proc f ON f.oid = tgfoid
                            WHERE tgrelid = :table::regclass AND NOT tgisinternal
                                AND tgname NOT IN ('auto_refresh_analytics_on_insert', 'auto_refresh_analytics_on_update')
                                AND proname <> 'trigger_refresh_analytics_views'
                            UNION ALL
                            SELECT format('privileges of %s', CASE grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(grantee) END)
                            FROM pg_class, aclexplode(relacl)
                            WHERE oid = :table::regclass AND grantee <> relowner
                            GROUP BY grantee
                        ) AS found (finding)
                        ORDER BY 1
                        LIMIT :most""")
                .param("table", table)
                .param("most", MOST_NAMED)
                .query((row, _) -> row.getString(1))
                .list();
    }
}
