package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the engine does not understand stops it neither from listening nor from refreshing. */
@ExtendWith(OutputCaptureExtension.class)
class NoiseTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final Node node = Node.start("the_node", database.url());

    @BeforeEach
    void theNodeListens() {
        Until.asserted(() -> assertThat(listener()).isNotBlank());
    }

    @AfterEach
    void theFiguresAreRight() {
        node.close();
        Recount.assertViewsAreRight(jdbc);
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tidemark_hint, noise",
        "tidemark_refreshed, noise",
        "tidemark_refreshed, 987654321",
        "tidemark_hint, ''"
    })
    void anybodysNotificationDeafensNobody(String channel, String payload) {
        String before = listener();
        jdbc.sql("SELECT pg_notify(?, ?)").params(channel, payload).query().singleRow();

        // Now and then the check of the second comes before the hint.
        Until.asserted(() -> {
            Until.asserted(() -> assertThat(gateIsClosed()).isFalse());
            Calls.insert(jdbc, 1);
            Until.asserted(() -> assertThat(pending()).isFalse());
            assertThat(lastReason()).isEqualTo("hint");
        });
        assertThat(listener()).isEqualTo(before);
    }

    @Test
    void whatIsSentInOurNameReachesNoLog(CapturedOutput output) {
        String line = "2026-11-28T00:00:00Z INFO event=refreshed by=somebody";
        for (String channel : List.of("tidemark_hint", "tidemark_settings", "tidemark_refreshed")) {
            jdbc.sql("SELECT pg_notify(?, ?)")
                    .params(channel, "1\n" + line)
                    .query()
                    .singleRow();
        }
        Calls.insert(jdbc, 3);

        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(3));
        Until.asserted(() -> assertThat(output.getOut()).contains("event=refreshed reason="));
        assertThat(output.getAll()).doesNotContain(line);
    }

    @Test
    void aFloodTellsPagesNothingTwice(CapturedOutput output) {
        Calls.insert(jdbc, 3);
        Until.asserted(() -> assertThat(output.getOut()).contains("event=refreshed reason="));
        jdbc.sql("SELECT pg_notify('tidemark_refreshed', n::text) FROM generate_series(1, 50000) AS n")
                .query()
                .listOfRows();
        Calls.insert(jdbc, 3);
        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(6));

        Until.asserted(() -> assertThat(output.getOut().lines().filter(line -> line.contains("event=refreshed")))
                .hasSameSizeAs(jdbc.sql("SELECT id FROM refresh_run").query().listOfRows())
                .hasSizeGreaterThan(1));
    }

    @Test
    void aFailedRefreshThatIsAnnouncedByItsNumberDeafensNobody() {
        String before = listener();
        jdbc.sql("SELECT record_refresh_failure('manual', 'a test', now(), 'broken')")
                .query()
                .singleRow();
        jdbc.sql("SELECT pg_notify('tidemark_refreshed', max(id)::text) FROM refresh_run WHERE error IS NOT NULL")
                .query()
                .singleRow();
        Calls.insert(jdbc, 3);

        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(3));
        assertThat(listener()).isEqualTo(before);
    }

    @Test
    void aStrategyThatOnlyANewerNodeKnowsEndsNoLoop() {
        jdbc.sql("""
                ALTER TABLE refresh_settings DROP CONSTRAINT refresh_settings_strategy_check;
                UPDATE refresh_settings SET strategy = 'WEEKLY'""").update();
        Until.asserted(() -> assertThat(jdbc.sql("SELECT error FROM refresh_run WHERE error IS NOT NULL")
                        .query(String.class)
                        .list())
                .anyMatch(error -> error.contains("WEEKLY")));
        jdbc.sql("UPDATE refresh_settings SET strategy = 'TRIGGER'").update();
        Calls.insert(jdbc, 3);

        Until.asserted(() -> assertThat(Calls.counted(jdbc)).isEqualTo(3));
    }

    private String listener() {
        return jdbc.sql("SELECT coalesce(max(pid)::text, '') FROM advisory_lock_holders(listener_lock()) AS pid")
                .query(String.class)
                .single();
    }

    private String lastReason() {
        return jdbc.sql("SELECT reason FROM refresh_run WHERE error IS NULL ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single();
    }

    private boolean gateIsClosed() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM advisory_lock_holders(hint_gate()))")
                .query(Boolean.class)
                .single();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }
}
