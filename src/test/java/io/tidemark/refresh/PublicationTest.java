package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.PostgresVersion;
import io.tidemark.testing.ServerOfOurOwn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Change data capture beside us: everything goes on while all tables of the database are published. */
@ParameterizedClass
@EnumSource
class PublicationTest {

    private final ServerOfOurOwn server;
    private final JdbcClient jdbc;

    PublicationTest(PostgresVersion version) {
        server = version.start("wal_level=logical");
        jdbc = server.client();
        server.superuser().sql("CREATE PUBLICATION everything FOR ALL TABLES").update();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void theRowsOfEveryTableOfOursCanBeToldApart() {
        assertThat(jdbc.sql("""
                        SELECT c.oid::regclass FROM pg_class c
                        WHERE relnamespace IN ('public'::regnamespace, 'tidemark'::regnamespace) AND relkind IN ('r', 'p')
                            AND relname <> 'refresh_turn' -- which has no column and never a row
                            AND CASE relreplident WHEN 'd' THEN NOT EXISTS (
                                    SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)
                                ELSE relreplident = 'n' END""").query(String.class).list()).isEmpty();
    }

    @Test
    void callsComeChangeAndGoAndAreCounted() {
        Calls.insert(jdbc, 100);
        Calls.refresh(jdbc);
        Calls.churn(jdbc);
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);

        for (String work : List.of(
                "SELECT repair_analytics_days(ARRAY[current_date - 1, current_date])",
                "SELECT rebuild_analytics_views(current_date - 3)",
                "SELECT refresh_analytics_views() FROM (SELECT set_refresh_strategy('CRON')) AS switched",
                "SELECT pause_refresh('for a test'), resume_refresh()",
                "SELECT create_api_usage_partition((now() - interval '1 month')::date)",
                "SELECT prune_refresh_history(0)",
                "SELECT rebuild_user_sets()",
                "SELECT * FROM measure_refresh()",
                "SELECT count(*) FROM repair_drift()")) {
            jdbc.sql(work).query().listOfRows();
        }
        for (String work : List.of(
                "CALL create_insert_scratch(); INSERT INTO insert_scratch_hinting (model) VALUES ('m'); CALL drop_insert_scratch()",
                "UPDATE analytics_settings SET reporting_zone = 'Asia/Kolkata'",
                "TRUNCATE api_usage_default",
                "DELETE FROM api_usage WHERE id % 2 = 0",
                "UPDATE analytics_reports SET data = '{}'")) {
            jdbc.sql(work).update();
            Calls.refresh(jdbc);
            assertThat(Recount.differences(jdbc)).isEmpty();
        }
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = 'UTC'; TRUNCATE api_usage")
                .update();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }
}
