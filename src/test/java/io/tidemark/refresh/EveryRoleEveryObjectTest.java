package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What each role may do with each of our objects, in a database whose default privileges give everything that is made to a
 * role for the web, as some providers set up.
 */
class EveryRoleEveryObjectTest {

    private static final TestDatabase DATABASE = TestDatabase.createEmpty();
    private static final JdbcClient OWNER = DATABASE.client();
    private static Roles roles;

    @BeforeAll
    static void aDatabaseThatGivesEverythingAway() {
        DATABASE.superuser().sql("CREATE ROLE test_anon LOGIN").update();
        for (String kind : List.of("TABLES", "SEQUENCES", "FUNCTIONS", "SCHEMAS", "TYPES")) {
            for (String everybody : List.of("test_anon", "PUBLIC")) {
                OWNER.sql("ALTER DEFAULT PRIVILEGES GRANT ALL ON " + kind + " TO " + everybody)
                        .update();
            }
        }
        migrate();
        roles = new Roles(DATABASE);
    }

    @AfterAll
    static void dropDatabase() {
        roles.close();
        DATABASE.superuser().sql("DROP OWNED BY test_anon; DROP ROLE test_anon").update();
        DATABASE.close();
    }

    @Test
    void nobodyHasWhatWasNotGranted() {
        assertThat(privileges("test_anon")).isEmpty();
        assertThat(privileges("test_nobody")).isEmpty();
        assertThat(privileges("public")).isEmpty();
    }

    @Test
    void aWriterHasTheCallsAndNothingElse() {
        assertThat(privileges("test_writer"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "public.api_usage",
                        "INSERT (cache_creation_tokens), INSERT (cache_read_tokens), INSERT (completion_tokens), "
                                + "INSERT (created_at), INSERT (id), INSERT (latency_ms), INSERT (model), "
                                + "INSERT (prompt_tokens), INSERT (provider), INSERT (reasoning_tokens), "
                                + "INSERT (request_id), INSERT (service_type), INSERT (source), INSERT (status), "
                                + "INSERT (total_cost), INSERT (user_id), SELECT"));
    }

    @Test
    void aViewerReadsAndAnAdminSwitches() {
        Map<String, String> ofViewer = relations("test_viewer");
        assertThat(ofViewer.keySet())
                .containsExactlyInAnyOrder(
                        "public.analytics_lag_status",
                        "public.analytics_refresh_status",
                        "public.analytics_reports",
                        "public.analytics_settings",
                        "public.analytics_view_status",
                        "public.mv_daily_metrics",
                        "public.mv_model_costs",
                        "public.mv_model_usage",
                        "public.mv_provider_performance",
                        "tidemark.analytics_state",
                        "tidemark.refresh_run",
                        "tidemark.refresh_settings",
                        "tidemark.usage_rollup");
        assertThat(ofViewer.values()).containsOnly("SELECT");
        Map<String, String> ofAdmin = relations("test_admin");
        assertThat(ofAdmin)
                .containsAllEntriesOf(ofViewer)
                .containsOnlyKeys(plus(
                        ofViewer.keySet(),
                        "public.api_usage",
                        "public.analytics_trigger_status",
                        "public.analytics_drift",
                        "public.analytics_uncounted_calls",
                        "tidemark.refresh_strategy_change"));
        assertThat(ofAdmin.values()).containsOnly("SELECT");
    }

    @Test
    void ofWhatRunsAsTheOwnerEachRoleHasWhatItNeeds() {
        List<String> ofViewer = List.of("analytics_changes_pending", "analytics_pending_calls", "pg_cron_is_usable");
        assertThat(owners("test_viewer")).containsExactlyInAnyOrderElementsOf(ofViewer);
        assertThat(owners("test_admin"))
                .containsExactlyInAnyOrderElementsOf(plus(
                        ofViewer,
                        "explain_staleness",
                        "find_drift",
                        "pause_refresh",
                        "rebuild_analytics_views",
                        "refresh_analytics_if_stale",
                        "refresh_analytics_views",
                        "repair_analytics_days",
                        "resume_refresh",
                        "set_refresh_strategy",
                        "uncounted_calls",
                        "verify_analytics_views"));
    }

    @Test
    void whatSomebodyGrantsByHandGoesAtTheNextStartAndWhatWasGivenByNameStays() {
        Map<String, String> given = privileges("test_viewer");
        OWNER.sql("""
                GRANT SELECT, UPDATE (role) ON app_user TO test_anon;
                GRANT USAGE ON SCHEMA tidemark TO test_anon WITH GRANT OPTION;
                GRANT EXECUTE ON FUNCTION set_refresh_strategy TO PUBLIC;
                REVOKE SELECT ON mv_daily_metrics FROM test_viewer""").update();

        migrate();

        assertThat(privileges("test_anon")).isEmpty();
        assertThat(privileges("public")).isEmpty();
        assertThat(privileges("test_viewer")).isEqualTo(given);
    }

    @Test
    void aStartThatFindsThePrivilegesAsTheyWereWritesNothingAndWaitsForNobody() throws SQLException {
        OWNER.sql("CALL enforce_analytics_access()").update();
        String before = catalogRows();
        try (Connection refreshing = DATABASE.connect();
                Statement statement = refreshing.createStatement()) {
            refreshing.setAutoCommit(false);
            statement.execute("SELECT take_refresh_lock()");

            OWNER.sql("CALL enforce_analytics_access()").update();
        }
        assertThat(catalogRows()).isEqualTo(before);
    }

    private static String catalogRows() {
        return OWNER.sql("SELECT string_agg(xmin::text, ' ' ORDER BY oid) FROM pg_class WHERE relacl IS NOT NULL")
                .query(String.class)
                .single();
    }

    @Test
    void whatWasGivenCanBeTakenBack() {
        OWNER.sql("CALL grant_analytics_access('test_anon', 'admin')").update();
        assertThat(privileges("test_anon")).isNotEmpty();

        OWNER.sql("CALL revoke_analytics_access('test_anon', 'admin')").update();

        assertThat(privileges("test_anon")).isEmpty();
    }

    private static void migrate() {
        new Installation("public")
                .configure(Flyway.configure().dataSource(DATABASE.dataSource()))
                .load()
                .migrate();
    }

    /** What the catalog says, not what we look it up with: of all relations, columns, routines and our schema. */
    private static Map<String, String> privileges(String role) {
        return OWNER
                .sql("""
                        WITH ours AS (
                            SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'tidemark')
                        ), acl AS (
                            SELECT nspname::text AS object, NULL AS col, nspacl AS acl, nspowner AS owner, 'n' AS kind
                            FROM pg_namespace WHERE nspname = 'tidemark'
                            UNION ALL
                            SELECT relnamespace::regnamespace || '.' || relname, NULL, relacl, relowner,
                                CASE relkind WHEN 'S' THEN 's' ELSE 'r' END
                            FROM pg_class WHERE relnamespace IN (SELECT oid FROM ours) AND relkind NOT IN ('i', 'I', 't', 'c')
                            UNION ALL
                            SELECT relnamespace::regnamespace || '.' || relname, attname::text, attacl, relowner, NULL
                            FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                            WHERE relnamespace IN (SELECT oid FROM ours) AND attacl IS NOT NULL
                            UNION ALL
                            SELECT pronamespace::regnamespace || '.' || proname, NULL, proacl, proowner, 'f'
                            FROM pg_proc WHERE pronamespace IN (SELECT oid FROM ours)
                        )
                        SELECT object, string_agg(privilege_type || coalesce(' (' || col || ')', ''), ', '
                            ORDER BY privilege_type || coalesce(' (' || col || ')', '')) AS privileges
                        FROM acl, aclexplode(coalesce(acl, acldefault(kind::"char", owner))) AS item
                        WHERE item.grantee = coalesce(to_regrole(:role), 0::regrole)
                        GROUP BY object""")
                .param("role", role)
                .query((row, number) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, String> relations(String role) {
        List<String> names = OWNER.sql("""
                        SELECT relnamespace::regnamespace || '.' || relname FROM pg_class
                        WHERE relnamespace IN ('public'::regnamespace, 'tidemark'::regnamespace)""").query(String.class).list();
        Map<String, String> all = privileges(role);
        all.keySet().retainAll(names);
        return all;
    }

    private static List<String> owners(String role) {
        return OWNER.sql("""
                        SELECT proname FROM pg_proc
                        WHERE pronamespace IN ('public'::regnamespace, 'tidemark'::regnamespace) AND prosecdef
                            AND has_function_privilege(:role, oid, 'EXECUTE')""").param("role", role).query(String.class).list();
    }

    private static List<String> plus(Iterable<String> some, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        some.forEach(all::add);
        return all;
    }
}
