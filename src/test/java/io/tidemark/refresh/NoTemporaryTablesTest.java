package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where the owner of the database lets nobody make temporary tables, views are refreshed all the same, and it is said. */
class NoTemporaryTablesTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final String theRight = "TEMPORARY ON DATABASE " + database.name();

    @BeforeEach
    void noTemporaryTables() {
        database.superuser()
                .sql("ALTER DATABASE %s OWNER TO postgres; REVOKE %s FROM PUBLIC, tidemark"
                        .formatted(database.name(), theRight))
                .update();
        Calls.insert(jdbc, 40);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void refreshesGoOn() {
        Calls.refresh(jdbc);
        Calls.churn(jdbc);
        Calls.refresh(jdbc);
        jdbc.sql("SELECT rebuild_analytics_views()").query().singleRow();
        jdbc.sql("SELECT * FROM measure_refresh()").query().singleRow();

        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void whatItCostsAndWhatHelpsIsSaidUntilItIsGranted() {
        assertThat(explained())
                .contains("role tidemark may make no temporary tables in this database: readers of a view wait")
                .contains("GRANT " + theRight + " TO tidemark");

        database.superuser().sql("GRANT " + theRight + " TO tidemark").update();

        assertThat(explained()).doesNotContain("temporary");
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @Test
    void whoReadsForLongDoesNotHaveOthersWaitBehindTheRefresh() throws SQLException {
        Calls.refresh(jdbc);
        Calls.churn(jdbc);
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SET application_name = 'a long report'; SELECT FROM mv_model_costs");

            assertThatThrownBy(() -> Calls.refresh(jdbc))
                    .hasMessageContaining("mv_model_costs cannot be refreshed while it is read by pid")
                    .hasMessageContaining("(a long report)")
                    .hasMessageContaining("GRANT " + theRight + " TO tidemark");
            assertThat(Recount.differences(jdbc)).isEmpty();
            reader.commit();
        }
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    private String explained() {
        return String.join(
                "\n",
                jdbc.sql("SELECT cause || ': ' || detail FROM explain_staleness()")
                        .query(String.class)
                        .list());
    }
}
