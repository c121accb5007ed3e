package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.PostgresVersion;
import io.tidemark.testing.ServerOfOurOwn;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** api_usage may have columns, rules, indexes and triggers of others: nothing depends on there being only ours. */
@ParameterizedClass
@EnumSource
class OwnColumnsTest {

    private static final String THEIRS = """
            CREATE TABLE team (name text PRIMARY KEY);
            INSERT INTO team VALUES ('a'), ('b');
            CREATE TABLE changed_call (operation text, relation text);
            ALTER TABLE api_usage ADD COLUMN gone text;
            ALTER TABLE api_usage DROP COLUMN gone;
            ALTER TABLE api_usage
                ADD COLUMN team text REFERENCES team CHECK (length(team) < 10),
                ADD COLUMN cost_centre int NOT NULL DEFAULT 7,
                ADD COLUMN tokens bigint GENERATED ALWAYS AS (prompt_tokens + completion_tokens) STORED,
                -- As our own functions call what they work with.
                ADD COLUMN snapshot text, ADD COLUMN state text DEFAULT 'new', ADD COLUMN counted int,
                ADD COLUMN stale boolean, ADD COLUMN zone text, ADD COLUMN now_committed int, ADD COLUMN lower int,
                ADD COLUMN upper int, ADD COLUMN month int, ADD COLUMN partition text, ADD COLUMN columns text,
                ADD COLUMN sign int, ADD COLUMN hour int, ADD COLUMN day date, ADD COLUMN bucket int, ADD COLUMN grain text,
                ADD COLUMN cell int, ADD COLUMN calls int, ADD COLUMN errors int, ADD COLUMN this text, ADD COLUMN "order" int,
                ADD COLUMN relation text, ADD COLUMN triggers text, ADD COLUMN up_to int, ADD COLUMN result text;
            CREATE INDEX by_team ON api_usage (team, created_at);
            CREATE FUNCTION note_changed_call() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN INSERT INTO tidemark.changed_call VALUES (TG_OP, TG_TABLE_NAME); RETURN NULL; END';
            CREATE TRIGGER note_changed_call AFTER INSERT OR UPDATE OR DELETE ON api_usage
                FOR EACH ROW EXECUTE FUNCTION note_changed_call();
            CREATE TRIGGER note_changed_calls AFTER DELETE ON api_usage_default
                FOR EACH STATEMENT EXECUTE FUNCTION note_changed_call();
            ALTER TABLE api_usage ENABLE ROW LEVEL SECURITY""";

    private static final Map<PostgresVersion, ServerOfOurOwn> SERVERS = new EnumMap<>(PostgresVersion.class);

    private final ServerOfOurOwn server;
    private final boolean identities;
    private JdbcClient jdbc;

    OwnColumnsTest(PostgresVersion version) {
        server = SERVERS.computeIfAbsent(version, PostgresVersion::start);
        identities = version == PostgresVersion.POSTGRESQL_18; // earlier ones refuse another one in a partitioned table
    }

    @AfterAll
    static void stopServers() {
        SERVERS.values().forEach(ServerOfOurOwn::close);
    }

    @BeforeEach
    void aDatabaseWithTheirColumns() {
        server.superuser().sql("DROP DATABASE IF EXISTS theirs").update();
        server.superuser().sql("CREATE DATABASE theirs OWNER tidemark").update();
        String url = server.url().replace("/tidemark?", "/theirs?");
        PostgresVersion.migrate(url);
        jdbc = JdbcClient.create(new DriverManagerDataSource(url, "tidemark", ""));
        Calls.insert(jdbc, 50);
        Calls.refresh(jdbc);
        jdbc.sql(THEIRS).update();
        if (identities) {
            jdbc.sql("ALTER TABLE api_usage ADD COLUMN serial bigint GENERATED ALWAYS AS IDENTITY")
                    .update();
        }
    }

    @Test
    void callsAreCountedChangedVerifiedAndRepairedAsWithoutThem() {
        Calls.churn(jdbc);
        jdbc.sql("INSERT INTO api_usage (model, team, stale) VALUES ('m', 'a', true), ('m', NULL, false)")
                .update();
        assertThat(jdbc.sql("SELECT pending_calls FROM analytics_refresh_status")
                        .query(Long.class)
                        .single())
                .isPositive();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);

        jdbc.sql("UPDATE api_usage SET team = 'b', provider = 'other' WHERE id % 3 = 0")
                .update();
        jdbc.sql("DELETE FROM api_usage WHERE id % 5 = 0").update();
        assertThat(Recount.differences(jdbc)).isEmpty();
        Calls.refresh(jdbc);
        jdbc.sql("SELECT repair_analytics_days(ARRAY[current_date, current_date - 10])")
                .query()
                .singleRow();
        jdbc.sql("SELECT rebuild_analytics_views()").query().singleRow();

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aNewPartitionTakesWhatTheDefaultPartitionHoldsAndTheirTriggersHearNothingOfIt() {
        jdbc.sql("""
                INSERT INTO api_usage (created_at, model, team, prompt_tokens)
                SELECT now() - interval '150 days', 'old', 'a', 4 FROM generate_series(1, 20)""").update();
        Calls.refresh(jdbc);
        jdbc.sql("TRUNCATE changed_call").update();

        assertThat(jdbc.sql("SELECT create_api_usage_partitions()")
                        .query(Integer.class)
                        .single())
                .isOne();

        assertThat(jdbc.sql("SELECT count(*) FROM api_usage_default")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM changed_call")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("SELECT DISTINCT team, cost_centre, tokens, state FROM api_usage WHERE model = 'old'")
                        .query()
                        .singleRow())
                .containsEntry("team", "a")
                .containsEntry("cost_centre", 7)
                .containsEntry("tokens", 4L)
                .containsEntry("state", "new");
        assertThat(pendingChanges()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM find_drift()")
                        .query(Long.class)
                        .single())
                .isZero();
        jdbc.sql("DELETE FROM api_usage_default; DELETE FROM api_usage WHERE model = 'old' AND id % 2 = 0")
                .update();
        assertThat(jdbc.sql("SELECT DISTINCT operation FROM changed_call")
                        .query(String.class)
                        .list())
                .containsExactly("DELETE");
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void callsThatTheirRowsReferToStayWhereTheyAre() {
        jdbc.sql("INSERT INTO api_usage (id, created_at, model) VALUES (-1, now() - interval '150 days', 'billed')")
                .update();
        jdbc.sql("""
                CREATE TABLE bill (at timestamptz, call bigint,
                    FOREIGN KEY (at, call) REFERENCES api_usage (created_at, id) ON DELETE CASCADE);
                INSERT INTO bill SELECT created_at, id FROM api_usage WHERE id = -1""").update();

        assertThat(jdbc.sql("SELECT create_api_usage_partitions()")
                        .query(Integer.class)
                        .single())
                .isZero();

        assertThat(jdbc.sql("SELECT count(*) FROM bill").query(Long.class).single())
                .isOne();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void inASecondClusterTheirTriggersHearNothingOfNewTransactionNumbers() {
        jdbc.sql("UPDATE api_usage SET tx = '999999999' WHERE id % 2 = 0").update();
        jdbc.sql("UPDATE analytics_state SET system_identifier = 1").update();
        jdbc.sql("TRUNCATE changed_call").update();

        Calls.refresh(jdbc);

        assertThat(jdbc.sql("SELECT count(*) FROM changed_call")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM api_usage WHERE tx = '999999999'")
                        .query(Long.class)
                        .single())
                .isZero();
        Recount.assertViewsAreRight(jdbc);
        assertThat(jdbc.sql("SELECT count(*) FROM find_drift()")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void insertsAreMeasuredWithoutWhatNobodyCouldFillIn() {
        jdbc.sql("""
                CREATE DOMAIN wanted AS text NOT NULL;
                ALTER TABLE api_usage ADD COLUMN ticket wanted DEFAULT 't', ADD COLUMN project text DEFAULT 'p',
                    ADD CHECK (project <> team), ADD CHECK (team IS NOT NULL) NOT VALID;
                ALTER TABLE api_usage ALTER COLUMN ticket DROP DEFAULT, ALTER COLUMN project SET NOT NULL,
                    ALTER COLUMN project DROP DEFAULT""").update();
        assertThat(jdbc.sql("SELECT finding FROM find_drift() ORDER BY 1")
                        .query(String.class)
                        .list())
                .satisfiesExactly(
                        project -> assertThat(project).startsWith("column project of api_usage"),
                        ticket -> assertThat(ticket).startsWith("column ticket of api_usage"));

        jdbc.sql("CALL create_insert_scratch()").update();
        jdbc.sql("INSERT INTO insert_scratch_hinting (model) VALUES ('m')").update();
        jdbc.sql("CALL drop_insert_scratch()").update();
    }

    private long pendingChanges() {
        return jdbc.sql("SELECT (SELECT count(*) FROM api_usage_change) + (SELECT count(*) FROM api_usage_stale_range)")
                .query(Long.class)
                .single();
    }
}
