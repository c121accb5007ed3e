package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often pages are painted. */
class PaintPaceTest {

    private final PaintPace pace = new PaintPace(2);

    @Test
    void aFewPagesArePaintedFourTimesASecond() {
        paintsTook(Duration.ofMillis(2));

        assertThat(pace.between(1)).isEqualTo(Duration.ofMillis(250));
        assertThat(pace.between(100)).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void manyPagesLeaveHalfOfTheMachineToOthers() {
        paintsTook(Duration.ofMillis(2));

        assertThat(pace.between(500)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1_000));
    }

    @Test
    void nobodyIsMadeToWaitForever() {
        paintsTook(Duration.ofMillis(50));

        assertThat(pace.between(2_000)).isEqualTo(Duration.ofMillis(1_500));
    }

    private void paintsTook(Duration each) {
        for (int i = 0; i < 500; i++) {
            pace.took(each.toNanos());
        }
    }
}
