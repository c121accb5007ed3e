package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long refreshing pauses. */
class PaceTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void refreshesThatAreAlwaysLongGetLongPauses() {
        mostShare(0.2);
        aRefreshTook(10_000, 10_000, 10_000, 10_000, 10_000);

        assertThat(look().pause()).isEqualTo(Duration.ofSeconds(40));
        assertThat(look().rest()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(40));
        mostShare(1);
        assertThat(look().rest()).isZero();
    }

    @Test
    void thereAreNotMoreRefreshesThanPaintsOfAPage() {
        mostShare(1);
        aRefreshTook(20, 20, 20, 20, 20);

        assertThat(look().pause()).isEqualTo(Duration.ofMillis(230));
    }

    @Test
    void oneLongCatchUpIsFollowedByNoLongPause() {
        mostShare(0.05);
        aRefreshTook(20, 20, 20, 20, 30_000);

        assertThat(look().pause()).isEqualTo(Duration.ofMillis(380));
    }

    @Test
    void neitherAreTheFirstTwo() {
        aRefreshTook(30_000, 30_000);

        assertThat(look().pause()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void norRebuildsAndFailures() {
        aRefreshTook(20, 20, 20);
        jdbc.sql("""
                INSERT INTO refresh_run (started_at, reason, started_by, rows_taken, duration_ms, error)
                VALUES (now(), 'rebuild', 'ada', 9, 30000, NULL), (now(), 'repair', 'ada', 9, 30000, NULL),
                    (now(), 'check', 'a node', NULL, 30000, 'broken')""").update();

        assertThat(look().pause()).isEqualTo(Duration.ofMillis(230));
    }

    @Test
    void aRefreshThatEndedInTheFutureIsNoneToPauseAfter() {
        aRefreshTook(100, 100, 100);
        jdbc.sql("UPDATE analytics_state SET refreshed_at = now() + interval '1 hour'")
                .update();

        assertThat(look().rest()).isZero();
    }

    private void mostShare(double share) {
        jdbc.sql("UPDATE refresh_settings SET max_share = ?").param(share).update();
    }

    private LoopState look() {
        return jdbc.sql(LoopState.QUERY).query(LoopState::read).single();
    }

    private void aRefreshTook(int... milliseconds) {
        for (int duration : milliseconds) {
            jdbc.sql("""
                    INSERT INTO refresh_run (started_at, reason, started_by, duration_ms)
                    VALUES (now(), 'check', 'some node', ?)""").param(duration).update();
        }
        jdbc.sql("UPDATE analytics_state SET as_of = now(), refreshed_at = clock_timestamp()")
                .update();
    }
}
