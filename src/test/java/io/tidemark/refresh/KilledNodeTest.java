package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.AppProcess;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The process of a node ends amid a refresh, without a word to PostgreSQL. */
class KilledNodeTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void theFiguresAreRight() {
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
        database.close();
    }

    @Test
    void leavesNothingThatTheNextOneDoesNotCount() throws Exception {
        try (AppProcess node = AppProcess.start(database.url(), database.username(), "-XX:TieredStopAtLevel=1");
                Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("REFRESH MATERIALIZED VIEW mv_model_costs");
            Calls.insert(jdbc, 40);
            Until.asserted(() -> assertThat(blockedRefreshes()).isEqualTo(1));

            node.kill();
            Calls.insert(jdbc, 5);
        }
        try (Node _ = Node.start("the_next_one", database.url())) {
            Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(45));
            Calls.insert(jdbc, 5);
            Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(50));
        }
    }

    private long blockedRefreshes() {
        return jdbc.sql("""
                        SELECT count(*) FROM refresh_lock_holders() AS holder
                        WHERE pg_blocking_pids(holder) <> '{}'""").query(Long.class).single();
    }
}
