package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a node does once an hour beside refreshing. */
class MaintenanceTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void theFiguresAreRight() {
        Recount.assertViewsAreRight(jdbc);
        database.close();
    }

    @Test
    void makesMissingPartitionsAndPrunesTheHistory() {
        List<String> before = partitions();
        jdbc.sql("DROP TABLE " + before.getLast()).update();
        forget(before.getLast());
        addRunsOfLongAgo();

        try (Node _ = Node.start("the_node", database.url())) {
            Until.asserted(() -> assertThat(partitions()).isEqualTo(before));
            Until.asserted(() -> assertThat(runsOfLongAgo()).isEqualTo(1));
        }
    }

    @Test
    void oneStepThatFailsKeepsNeitherTheOthersNorTheRefreshFromTheirWork() {
        List<String> months = partitions();
        String broken = months.get(months.size() - 2);
        jdbc.sql("ALTER TABLE api_usage DETACH PARTITION " + broken).update(); // its name stays taken
        forget(broken);
        jdbc.sql("DROP TABLE " + months.getLast()).update();
        forget(months.getLast());
        jdbc.sql("ALTER FUNCTION prune_refresh_history RENAME TO out_of_reach").update();

        try (Node _ = Node.start("the_node", database.url())) {
            for (int calls = 1; calls <= 3; calls++) {
                int counted = calls;
                Calls.insert(jdbc, 1);
                Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(counted));
            }
            Until.asserted(
                    () -> assertThat(partitions()).contains(months.getLast()).doesNotContain(broken));
        }
        assertThat(jdbc.sql("SELECT count(*) FROM refresh_run WHERE error IS NOT NULL")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private List<String> partitions() {
        return jdbc.sql("SELECT name FROM api_usage_partition ORDER BY name")
                .query(String.class)
                .list();
    }

    private void forget(String partition) {
        jdbc.sql("DELETE FROM api_usage_partition WHERE name = ?")
                .param(partition)
                .update();
    }

    private void addRunsOfLongAgo() {
        jdbc.sql("""
                INSERT INTO refresh_run (started_at, reason, started_by)
                SELECT date_trunc('hour', now()) - interval '40 days' + n * interval '1 minute', 'check', 'a test'
                FROM generate_series(1, 3) AS n""").update();
    }

    private long runsOfLongAgo() {
        return jdbc.sql("SELECT count(*) FROM refresh_run WHERE started_at < now() - interval '39 days'")
                .query(Long.class)
                .single();
    }
}
