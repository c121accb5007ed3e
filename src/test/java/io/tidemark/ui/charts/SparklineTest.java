package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {

    @Test
    void goesFromTheLowestToTheHighestValue() {
        assertThat(Sparkline.draw(List.of(1.0, 3.0), false)).contains("M0.0 26.0L100.0 2.0");
    }

    @Test
    void whatIsMissingIsAGapAndNotZero() {
        assertThat(Sparkline.draw(Arrays.asList(1.0, null, 2.0, 3.0), false)).contains("M0.0 26.0M66.7 14.0L100.0 2.0");
    }

    @Test
    void whatIsStillFillingIsALineOfItsOwn() {
        assertThat(Sparkline.draw(List.of(3.0, 3.0, 1.0), true))
                .contains("\"M0.0 2.0L50.0 2.0\"")
                .contains("class=\"filling\" d=\"M50.0 2.0L100.0 26.0\"");
    }

    @Test
    void nothingIsNothing() {
        assertThat(Sparkline.draw(List.of(), true)).contains("d=\"\"");
    }
}
