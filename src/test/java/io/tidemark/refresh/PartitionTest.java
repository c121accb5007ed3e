package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Calls of a month without a partition move when it gets one, and nobody misses them meanwhile. */
@OnHostileDatabaseToo
class PartitionTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @BeforeEach
    void callsOfAnOldMonth() {
        run("SELECT refresh_analytics_views()");
        jdbc.sql(
                        "INSERT INTO api_usage (created_at, model) SELECT now() - interval '150 days', 'm' FROM generate_series(1, 100)")
                .update();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aReaderThatWaitsForTheMoveSeesEveryCall() throws Exception {
        assertThat(whileCallsMove(() -> jdbc.sql("SELECT count(*) FROM api_usage")
                        .query(Long.class)
                        .single()))
                .isEqualTo(100L);
    }

    @Test
    void aRefreshThatWaitsForTheMoveCountsEveryCall() throws Exception {
        whileCallsMove(() -> run("SELECT refresh_analytics_views()"));

        assertThat(jdbc.sql("SELECT sum(calls) FROM usage_rollup WHERE grain = 'day_total'")
                        .query(Long.class)
                        .single())
                .isEqualTo(100);
        assertThat(Recount.differences(jdbc)).isEmpty();
    }

    @Test
    void aTableThatIsInUseIsLeftForAnotherTime() throws Exception {
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO api_usage (model) VALUES ('open')");
            assertThat(jdbc.sql("SELECT create_api_usage_partitions()")
                            .query(Integer.class)
                            .single())
                    .isZero();
            writer.commit();
        }
        assertThat(jdbc.sql("SELECT create_api_usage_partitions()")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(jdbc.sql("SELECT count(*) FROM api_usage_default")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private <T> T whileCallsMove(Supplier<T> work) throws Exception {
        try (Connection mover = database.connect();
                Statement statement = mover.createStatement()) {
            mover.setAutoCommit(false);
            statement.execute("SELECT create_api_usage_partitions()");
            CompletableFuture<T> waiting = CompletableFuture.supplyAsync(work);
            Until.asserted(() -> assertThat(database.superuser()
                            .sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                            .query(Boolean.class)
                            .single())
                    .isTrue());
            mover.commit();
            return waiting.join();
        }
    }

    private Object run(String sql) {
        return jdbc.sql(sql).query().singleRow();
    }
}
