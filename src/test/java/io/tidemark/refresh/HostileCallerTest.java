package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Functions that run as the owner do what they say, whatever their caller has prepared. */
class HostileCallerTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient OWNER = DATABASE.client();
    private static final Roles ROLES = new Roles(DATABASE);

    /** Everything that a refresh names, once more: as temporary tables, and as code in a schema that comes first. */
    private static final String TRAPS = """
            CREATE TEMP TABLE api_usage AS SELECT * FROM public.api_usage LIMIT 1;
            CREATE TEMP TABLE usage_rollup AS SELECT * FROM tidemark.usage_rollup;
            CREATE TEMP TABLE analytics_state AS SELECT * FROM tidemark.analytics_state;
            CREATE TEMP TABLE refresh_settings AS SELECT * FROM tidemark.refresh_settings;
            CREATE TEMP TABLE pg_class AS SELECT * FROM pg_catalog.pg_class LIMIT 0;
            CREATE TEMP VIEW analytics_refresh_status AS SELECT 'trapped' AS strategy;
            CREATE OR REPLACE FUNCTION trap.spring() RETURNS void LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_user = 'tidemark' THEN
                        RAISE 'caught';
                    END IF;
                END $$;
            CREATE OR REPLACE FUNCTION trap.midnight(date, text) RETURNS timestamptz LANGUAGE plpgsql AS
                'BEGIN PERFORM trap.spring(); RETURN now(); END';
            CREATE OR REPLACE FUNCTION trap.who_asks() RETURNS text LANGUAGE plpgsql AS
                'BEGIN PERFORM trap.spring(); RETURN 1; END';
            CREATE OR REPLACE FUNCTION trap.latency_bin(numeric) RETURNS smallint LANGUAGE plpgsql AS
                'BEGIN PERFORM trap.spring(); RETURN 1; END';
            CREATE OR REPLACE FUNCTION trap.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS
                'BEGIN PERFORM trap.spring(); RETURN ''epoch''; END';
            CREATE OR REPLACE FUNCTION trap.equal(text, text) RETURNS boolean LANGUAGE plpgsql AS
                'BEGIN PERFORM trap.spring(); RETURN true; END';
            DROP OPERATOR IF EXISTS trap.= (text, text);
            CREATE OPERATOR trap.= (FUNCTION = trap.equal, LEFTARG = text, RIGHTARG = text);
            GRANT USAGE ON SCHEMA trap TO PUBLIC;
            GRANT ALL ON pg_temp.api_usage, usage_rollup, analytics_state, refresh_settings, pg_temp.pg_class,
                analytics_refresh_status TO PUBLIC;
            SET search_path = pg_temp, trap, pg_catalog, public;
            """;

    @BeforeAll
    static void aSchemaForTraps() {
        DATABASE.superuser().sql("CREATE SCHEMA trap AUTHORIZATION test_admin").update();
        Calls.insert(OWNER, 30);
        Calls.refresh(OWNER);
    }

    @AfterAll
    static void dropDatabase() {
        ROLES.close();
        DATABASE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT refresh_analytics_views()",
                "SELECT refresh_analytics_if_stale(0)",
                "SELECT repair_analytics_days(ARRAY[current_date])",
                "SELECT rebuild_analytics_views()",
                "SELECT pause_refresh('hostile'), resume_refresh()",
                "SELECT set_refresh_strategy('CRON'), set_refresh_strategy('TRIGGER')",
                "SELECT * FROM verify_analytics_views()",
                "SELECT * FROM explain_staleness()"
            })
    void whatACallerPutsBeforeOurNamesChangesNothing(String call) throws SQLException {
        Calls.insert(OWNER, 10);
        ROLES.execute("admin", TRAPS + call);
        Calls.refresh(OWNER);

        Recount.assertViewsAreRight(OWNER);
    }

    @Test
    void aCarelessFunctionWouldBeCaught() {
        OWNER.sql("""
                CREATE FUNCTION public.careless() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS
                    'BEGIN RETURN clock_timestamp() IS NULL; END';
                GRANT EXECUTE ON FUNCTION public.careless() TO test_admin""").update();
        try {
            assertThatThrownBy(() -> ROLES.execute("admin", TRAPS + "SELECT careless()"))
                    .hasMessageContaining("caught");
        } finally {
            OWNER.sql("DROP FUNCTION careless()").update();
        }
    }

    @Test
    void nobodyElseCanSitOnTheTurnOfTheRefresh() throws SQLException {
        try (Connection session = ROLES.connect("viewer");
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);

            assertThatThrownBy(() -> statement.execute("LOCK TABLE tidemark.refresh_turn IN ACCESS SHARE MODE"))
                    .hasMessageContaining("permission denied for table refresh_turn");
        }
    }

    @Test
    void whoeverTakesOurAdvisoryLocksIsNotTakenForANode() throws SQLException {
        try (Connection session = ROLES.connect("viewer");
                Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(listener_lock()), pg_advisory_lock(audience_lock())");

            assertThat(OWNER.sql("SELECT listeners FROM analytics_refresh_status")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void whoeverRefreshedAndKeepsTheTransactionOpenIsNamedOnceAnotherHasWaited() throws SQLException {
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
                Connection session = ROLES.connect("admin");
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("SELECT refresh_analytics_views()");
            others.submit(() -> Calls.refresh(OWNER));

            Until.asserted(
                    () -> assertThat(OWNER.sql("SELECT detail FROM explain_staleness() WHERE cause = 'refresh blocked'")
                                    .query(String.class)
                                    .list())
                            .singleElement()
                            .asString()
                            .contains("of role test_admin has the lock of the refresh, for which pid"));
            session.rollback();
        }
    }

    @Test
    void nobodyPausesOrSwitchesInTheNameOfAnother() throws SQLException {
        ROLES.execute("admin", """
                SELECT set_config('tidemark.user', 'ada', false);
                SELECT pause_refresh('hostile'), set_refresh_strategy('CRON')""");

        assertThat(OWNER.sql("""
                        SELECT paused_by FROM refresh_settings
                        UNION ALL (SELECT changed_by FROM refresh_strategy_change ORDER BY id DESC LIMIT 1)""").query(String.class).list())
                .hasSize(2)
                .allSatisfy(who -> assertThat(who).contains("(test_admin)"));
        OWNER.sql("SELECT resume_refresh(), set_refresh_strategy('TRIGGER')")
                .query()
                .singleRow();
    }

    @Test
    void functionsThatRunAsTheOwnerLookNamesUpInOurSchemaAlone() {
        assertThat(OWNER.sql("""
                        SELECT proname || ' ' || coalesce(proconfig::text, '') FROM pg_proc
                        WHERE pronamespace IN ('public'::regnamespace, 'tidemark'::regnamespace) AND prosecdef
                            AND NOT 'search_path=tidemark, pg_temp' = ANY (coalesce(proconfig, '{}'))""").query(String.class).list()).isEmpty();
    }
}
