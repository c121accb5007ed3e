package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Until;
import org.junit.jupiter.api.Test;

/** What hangs on a wall stays, however long, and whatever happens meanwhile. */
abstract class WallPages {

    private static final int LIVES = 3;

    @Test
    void aPageThatListensOutlivesWhatStrangersHaveManyTimes() {
        var wall = Attacks.wall();
        Until.asserted(() -> assertThat(wall.nanos()).isGreaterThan(LIVES * Attacks.STRANGERS_LIVE.toNanos()));

        wall.assertOpen();
        int told = wall.told();
        Attacks.server()
                .database()
                .client()
                .sql("INSERT INTO api_usage (model) VALUES ('of the wall')")
                .update();
        Until.asserted(() -> assertThat(wall.told()).isGreaterThan(told));
        assertThat(wall.signsOfLife()).isPositive();
        assertThat(wall.touch()).contains("\"syncId\"").doesNotContain("sessionExpired");
    }
}
