package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.PostgresVersion;
import io.tidemark.testing.ServerOfOurOwn;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Somebody listens and does not read, until the server's queue of notifications is full: calls are written and counted. */
class FullQueueTest {

    @Test
    void writersAndRefreshesGoOn() throws Exception {
        try (ServerOfOurOwn server = PostgresVersion.POSTGRESQL_18.start("max_notify_queue_pages=64");
                Connection sleeper = DriverManager.getConnection(server.url(), "tidemark", "");
                Statement statement = sleeper.createStatement()) {
            JdbcClient jdbc = server.client();
            try (Node _ = Node.start("queue", server.url())) {
                Until.asserted(() -> assertThat(jdbc.sql("SELECT listeners FROM analytics_refresh_status")
                                .query(Long.class)
                                .single())
                        .isOne());
                statement.execute("LISTEN anything");
                sleeper.setAutoCommit(false);
                statement.execute("SELECT 1");
                assertThatThrownBy(() -> {
                            for (int page = 0; page < 200; page++) {
                                jdbc.sql("SELECT pg_notify('anything', repeat('x', 7900))")
                                        .query()
                                        .singleRow();
                            }
                        })
                        .hasMessageContaining("too many notifications");

                assertThat(jdbc.sql("SELECT finding FROM analytics_drift")
                                .query(String.class)
                                .list())
                        .singleElement()
                        .asString()
                        .contains("the queue of notifications", "a session listens and does not read");
                for (int call = 1; call <= 5; call++) {
                    jdbc.sql("INSERT INTO api_usage (model) VALUES ('m')").update();
                    long calls = call;
                    Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(calls));
                }
                jdbc.sql("SELECT pause_refresh('full'), resume_refresh()")
                        .query()
                        .singleRow();
                sleeper.rollback();
            }
            Recount.assertViewsAreRight(jdbc);
        }
    }
}
