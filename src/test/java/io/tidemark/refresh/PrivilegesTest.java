package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who may do what, with roles that got no more than {@code grant_analytics_access()} gives. */
class PrivilegesTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient OWNER = DATABASE.client();
    private static final Roles ROLES = new Roles(DATABASE);

    @BeforeAll
    static void someFigures() {
        Calls.insert(OWNER, 30);
        Calls.refresh(OWNER);
    }

    @AfterAll
    static void theFiguresAreRight() {
        Calls.refresh(OWNER);
        Recount.assertViewsAreRight(OWNER);
        ROLES.close();
        DATABASE.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            writer              | INSERT INTO api_usage (user_id, service_type, provider, model, status, total_cost, latency_ms) VALUES ('u', 's', 'p', 'm', 'success', 1, 1)
            nobody ever         | INSERT INTO api_usage (model, tx) VALUES ('smuggled', '3')
            nobody ever         | UPDATE api_usage SET total_cost = 0
            nobody ever         | DELETE FROM api_usage
            nobody ever         | TRUNCATE api_usage
            nobody ever         | INSERT INTO tidemark.api_usage_default (model, created_at) VALUES ('m', '2001-01-01')
            nobody ever         | ALTER TABLE api_usage DISABLE TRIGGER ALL
            writer admin        | SELECT * FROM api_usage LIMIT 1
            writer              | INSERT INTO api_usage (model) VALUES ('m') RETURNING *
            writer              | INSERT INTO api_usage (model, created_at, id) VALUES ('m', now(), 1) ON CONFLICT (created_at, id) DO NOTHING
            viewer admin        | SELECT * FROM mv_daily_metrics
            viewer admin        | SELECT * FROM mv_provider_performance
            viewer admin        | SELECT * FROM mv_model_costs
            viewer admin        | SELECT * FROM mv_model_usage
            viewer admin        | SELECT * FROM tidemark.usage_rollup LIMIT 1
            viewer admin        | SELECT * FROM analytics_refresh_status
            viewer admin        | SELECT * FROM analytics_lag_status
            viewer admin        | SELECT * FROM analytics_view_status
            viewer admin        | SELECT * FROM analytics_reports
            viewer admin        | SELECT * FROM tidemark.refresh_run
            viewer admin        | SELECT tidemark.analytics_changes_pending()
            admin               | SELECT * FROM analytics_trigger_status
            admin               | SELECT * FROM explain_staleness()
            admin               | SELECT * FROM tidemark.refresh_strategy_change
            admin               | SELECT * FROM verify_analytics_views()
            admin               | SELECT refresh_analytics_views()
            admin               | SELECT refresh_analytics_if_stale()
            admin               | SELECT rebuild_analytics_views(current_date)
            admin               | SELECT set_refresh_strategy('HYBRID')
            admin               | SELECT pause_refresh('a test')
            admin               | SELECT resume_refresh()
            nobody ever         | SELECT * FROM tidemark.usage_rollup_user
            nobody ever         | SELECT * FROM tidemark.api_usage_change
            nobody ever         | SELECT tidemark.run_refresh('manual', 'somebody else')
            nobody ever         | SELECT tidemark.record_refresh_failure('manual', 'somebody else', now(), 'made up')
            nobody ever         | SELECT tidemark.prune_refresh_history(0)
            nobody ever         | SELECT tidemark.check_analytics_changes()
            nobody ever         | SELECT tidemark.create_api_usage_partition(current_date)
            nobody ever         | SELECT nextval('tidemark.refresh_hint')
            nobody ever         | CALL grant_analytics_access('test_nobody', 'admin')
            nobody ever         | CALL tidemark.create_hint_triggers()
            nobody ever         | CALL tidemark.switch_hint_triggers(false)
            nobody ever         | SELECT * FROM tidemark.api_key
            nobody ever         | SELECT * FROM tidemark.usage_request
            nobody ever         | UPDATE tidemark.usage_rollup SET calls = 0
            nobody ever         | DELETE FROM tidemark.usage_rollup_user
            nobody ever         | UPDATE tidemark.analytics_state SET as_of = now()
            nobody ever         | UPDATE analytics_settings SET currency = 'EUR'
            nobody ever         | UPDATE tidemark.refresh_settings SET strategy = 'CRON'
            nobody ever         | DELETE FROM tidemark.refresh_run
            nobody ever         | INSERT INTO analytics_reports (report_type) VALUES ('view_refresh')
            nobody ever         | REFRESH MATERIALIZED VIEW mv_daily_metrics
            nobody ever         | CREATE TEMP TABLE t (n int); CREATE TRIGGER t AFTER INSERT ON t EXECUTE FUNCTION trigger_refresh_analytics_views()
            nobody ever         | CREATE TABLE public.mine (n int)
            """)
    void isAllowedTo(String allowed, String sql) throws SQLException {
        for (String role : Roles.ALL) {
            if (List.of(allowed.split(" ")).contains(role) && !allowed.equals("nobody ever")) {
                assertThatCode(() -> ROLES.execute(role, sql)).as(role).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> ROLES.execute(role, sql))
                        .as(role)
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
    }

    @Test
    void aWritersInsertSendsTheHint() throws SQLException {
        OWNER.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        try (Connection listener = DATABASE.connect();
                Statement statement = listener.createStatement()) {
            statement.execute("LISTEN tidemark_hint");
            ROLES.execute("writer", "INSERT INTO api_usage (model) VALUES ('hinted')");

            assertThat(listener.unwrap(PGConnection.class).getNotifications(10_000))
                    .hasSize(1);
        }
    }
}
