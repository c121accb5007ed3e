package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace();

    @Test
    void refreshesThatAreAlwaysLongGetLongPauses() {
        for (int refresh = 0; refresh < 5; refresh++) {
            pace.pauseAfter(Duration.ofMillis(100), 0.2);
        }

        assertThat(pace.pauseAfter(Duration.ofMillis(100), 0.2)).isEqualTo(Duration.ofMillis(400));
        assertThat(pace.pauseAfter(Duration.ofMillis(100), 1)).isZero();
    }

    @Test
    void oneLongCatchUpIsFollowedByNoLongPause() {
        for (int refresh = 0; refresh < 5; refresh++) {
            pace.pauseAfter(Duration.ofMillis(20), 0.2);
        }

        assertThat(pace.pauseAfter(Duration.ofSeconds(30), 0.2)).isEqualTo(Duration.ofMillis(80));
    }
}
