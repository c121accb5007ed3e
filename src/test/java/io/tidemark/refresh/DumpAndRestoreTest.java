package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.DebianPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Transaction numbers do not survive a dump and restore; the figures must. */
class DumpAndRestoreTest {

    private static final String INSERT = """
            INSERT INTO api_usage (created_at, user_id, provider, model, total_cost, latency_ms, prompt_tokens)
            SELECT now() - n * interval '2 hours', 'u' || n % 7, 'p', 'm' || n % 3, n * 0.01, n, n
            FROM generate_series(1, 300) AS n""";

    @Test
    void aRestoredDatabaseCountsNothingTwiceAndMissesNothing(@TempDir Path directory) throws Exception {
        Path dump = directory.resolve("tidemark.sql");
        String partition;
        try (DebianPostgres old = DebianPostgres.start()) {
            new Installation("public")
                    .configure(Flyway.configure())
                    .dataSource(old.url(), "tidemark", "")
                    .load()
                    .migrate();
            old.client().sql("""
                            ALTER TABLE api_usage ADD COLUMN team text NOT NULL DEFAULT 'a',
                                ADD COLUMN tokens bigint GENERATED ALWAYS AS (prompt_tokens + completion_tokens) STORED""").update();
            // The new cluster is younger: without care its transactions would collide with the old ones' numbers.
            spendTransactions(old.client(), 3_000);
            old.client().sql(INSERT).update();
            old.client().sql("SELECT refresh_analytics_views()").query().singleRow();
            old.client()
                    .sql("UPDATE api_usage SET total_cost = 5 WHERE id % 10 = 0")
                    .update();
            old.client().sql(INSERT).update();
            partition = detachLastMonth(old.client());
            Files.writeString(dump, old.run("pg_dump", "--no-owner", "-d", DebianPostgres.DATABASE));
        }
        try (DebianPostgres fresh = DebianPostgres.start()) {
            fresh.run(
                    "psql",
                    "-X",
                    "-q",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-d",
                    DebianPostgres.DATABASE,
                    "-c",
                    "SET ROLE tidemark",
                    "-f",
                    dump.toString());
            JdbcClient jdbc = fresh.client();
            String source = "(TABLE api_usage UNION ALL TABLE " + partition + ")";

            jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
            Recount.assertViewsAreRight(jdbc, source, "UTC");

            assertThat(jdbc.sql("SELECT finding FROM find_drift()")
                            .query(String.class)
                            .list())
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding).contains("made or attached since the last check"));
            jdbc.sql("SELECT outcome FROM repair_drift()").query().listOfRows();
            assertThat(jdbc.sql("SELECT finding FROM find_drift()")
                            .query(String.class)
                            .list())
                    .isEmpty();

            spendTransactions(jdbc, 4_000);
            jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
            Recount.assertViewsAreRight(jdbc, source, "UTC");

            jdbc.sql(INSERT).update();
            jdbc.sql("DELETE FROM api_usage WHERE id % 9 = 0").update();
            jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
            Recount.assertViewsAreRight(jdbc, source, "UTC");
            assertThat(jdbc.sql("SELECT count(*) FROM refresh_run")
                            .query(Long.class)
                            .single())
                    .isGreaterThan(3);
        }
    }

    private static void spendTransactions(JdbcClient jdbc, int count) {
        jdbc.sql("DO $$ BEGIN FOR n IN 1 .. %d LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
                        .formatted(count))
                .update();
    }

    private static String detachLastMonth(JdbcClient jdbc) {
        jdbc.sql("SELECT create_api_usage_partition((now() - interval '1 month')::date)")
                .query()
                .singleRow();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        String partition = jdbc.sql("SELECT 'api_usage_' || to_char(now() - interval '1 month', 'YYYY_MM')")
                .query(String.class)
                .single();
        jdbc.sql("ALTER TABLE api_usage DETACH PARTITION " + partition).update();
        jdbc.sql("SELECT refresh_analytics_views()").query().singleRow();
        return partition;
    }
}
