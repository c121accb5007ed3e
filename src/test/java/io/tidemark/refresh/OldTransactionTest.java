package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A transaction that stays open for long, as a backup's or a forgotten console's. */
class OldTransactionTest {

    private static final String ROWS_READ = """
            SELECT sum(pg_stat_get_xact_tuples_returned(relid) + (
                SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(indexrelid)), 0) FROM pg_index WHERE indrelid = relid))
            FROM pg_partition_tree('api_usage')""";

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void doesNotHaveWhatCameAfterItReadAgain() throws SQLException {
        try (Connection old = database.connect()) {
            old.setAutoCommit(false);
            rows(old, "SELECT pg_current_xact_id()::text::bigint");
            for (int thousand = 1; thousand <= 3; thousand++) {
                Calls.insert(jdbc, 1_000);
                Calls.refresh(jdbc);
                jdbc.sql("ANALYZE api_usage").update();

                assertThat(rowsReadBy("SELECT analytics_changes_pending()::int"))
                        .isLessThan(20);
                assertThat(rowsReadBy("SELECT analytics_pending_calls()")).isLessThan(20);
                Calls.insert(jdbc, 10);
                assertThat(rowsReadBy("SELECT count(*) FROM refresh_analytics_views()"))
                        .isBetween(10L, 40L);
            }
            rows(old, "WITH late AS (INSERT INTO api_usage (model) VALUES ('late') RETURNING 1) TABLE late");
            old.commit();
        }
        Calls.refresh(jdbc);

        assertThat(Calls.counted(jdbc)).isEqualTo(3_031);
        Recount.assertViewsAreRight(jdbc);
    }

    /** Rows of api_usage and entries of its indexes that a statement looks at. */
    private long rowsReadBy(String sql) throws SQLException {
        try (Connection session = database.connect()) {
            session.setAutoCommit(false);
            rows(session, sql);
            long read = rows(session, ROWS_READ);
            session.commit();
            return read;
        }
    }

    private static long rows(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
