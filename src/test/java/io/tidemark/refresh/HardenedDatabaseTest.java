package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where everybody's right to execute functions of PostgreSQL was taken away, calls can be written all the same. */
class HardenedDatabaseTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private Roles roles;

    @BeforeEach
    void aWriter() {
        roles = new Roles(database);
        Calls.insert(jdbc, 20);
        Calls.refresh(jdbc);
    }

    @AfterEach
    void dropDatabase() {
        roles.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_try_advisory_xact_lock(bigint)",
                "pg_notify(text, text)",
                "nextval(regclass)",
                "pg_notification_queue_usage()"
            })
    void aWriterNeedsNoneOfTheFunctionsThatAHintNeeds(String function) throws SQLException {
        database.superuser()
                .sql("REVOKE EXECUTE ON FUNCTION " + function + " FROM PUBLIC")
                .update();
        jdbc.sql("SELECT outcome FROM repair_drift()").query().listOfRows();

        roles.execute("writer", "INSERT INTO api_usage (model) VALUES ('of a writer')");

        if (function.startsWith("nextval")) {
            assertThat(findings()).singleElement().asString().contains("may not execute nextval(regclass)");
            assertThatThrownBy(() -> Calls.refresh(jdbc)).hasMessageContaining("GRANT EXECUTE ON FUNCTION");
            database.superuser()
                    .sql("GRANT EXECUTE ON FUNCTION nextval(regclass) TO tidemark")
                    .update();
        }
        assertThat(findings()).isEmpty();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        assertThat(jdbc.sql("SELECT count(*) FROM mv_model_usage WHERE model = 'of a writer'")
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void theApplicationFindsOutAndGoesOnWithoutHints() throws SQLException {
        try (Node _ = Node.start("hardened", database.url())) {
            Until.asserted(() -> assertThat(listeners()).isOne());
        }
        database.superuser()
                .sql("REVOKE EXECUTE ON FUNCTION pg_try_advisory_xact_lock(bigint) FROM PUBLIC")
                .update();
        assertThat(findings())
                .isNotEmpty()
                .allSatisfy(finding ->
                        assertThat(finding).contains("asks as the writer for a lock that not every writer may take"));
        try (Node _ = Node.start("hardened", database.url())) {
            Until.asserted(() -> assertThat(findings()).isEmpty());
            roles.execute("writer", "INSERT INTO api_usage (model) VALUES ('of a writer')");
            Until.asserted(() -> assertThat(jdbc.sql("SELECT count(*) FROM mv_model_usage WHERE model = 'of a writer'")
                            .query(Long.class)
                            .single())
                    .isOne());
        }
        database.superuser()
                .sql("GRANT EXECUTE ON FUNCTION pg_try_advisory_xact_lock(bigint) TO PUBLIC")
                .update();
        assertThat(findings()).isNotEmpty();
        jdbc.sql("SELECT outcome FROM repair_drift()").query().listOfRows();
        assertThat(findings()).isEmpty();
    }

    @Test
    void whoCannotInsertBecauseOfADefaultIsNamedWithTheCure() throws SQLException {
        database.superuser()
                .sql(
                        "REVOKE EXECUTE ON FUNCTION pg_current_xact_id() FROM PUBLIC; GRANT EXECUTE ON FUNCTION pg_current_xact_id() TO tidemark")
                .update();

        assertThat(jdbc.sql("SELECT finding || ' ' || cure FROM analytics_drift")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("may not execute pg_current_xact_id()", "api_usage.tx", "test_writer", "GRANT EXECUTE");

        database.superuser()
                .sql("GRANT EXECUTE ON FUNCTION pg_current_xact_id() TO test_writer")
                .update();
        assertThat(findings()).isEmpty();
        roles.execute("writer", "INSERT INTO api_usage (model) VALUES ('of a writer')");
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void aRoleThatMayNotUseOurSchemaInsertsChangesAndDeletes() throws SQLException {
        jdbc.sql("GRANT SELECT, UPDATE, DELETE ON api_usage TO test_writer").update();

        roles.execute("writer", """
                INSERT INTO public.api_usage (model) VALUES ('of a writer'), ('of a writer');
                UPDATE public.api_usage SET provider = 'p' WHERE model = 'of a writer';
                DELETE FROM public.api_usage WHERE model = 'm1'""");

        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    private long listeners() {
        return jdbc.sql("SELECT listeners FROM analytics_refresh_status")
                .query(Long.class)
                .single();
    }

    private List<String> findings() {
        return jdbc.sql("SELECT finding FROM analytics_drift")
                .query(String.class)
                .list();
    }
}
