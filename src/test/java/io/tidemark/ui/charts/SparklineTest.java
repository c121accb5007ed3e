package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SparklineTest {

    @Test
    void goesFromTheLowestToTheHighestValue() {
        assertThat(paths(List.of(1.0, 3.0), false)).containsExactly("M0.0 26.0L100.0 2.0", "");
    }

    @Test
    void whatIsMissingIsAGapAndNotZero() {
        assertThat(paths(Arrays.asList(1.0, null, 2.0, 3.0), false))
                .containsExactly("M0.0 26.0M66.7 14.0L100.0 2.0", "");
    }

    @Test
    void whatIsStillFillingIsALineOfItsOwn() {
        assertThat(paths(List.of(3.0, 3.0, 1.0), true)).containsExactly("M0.0 2.0L50.0 2.0", "M50.0 2.0L100.0 26.0");
    }

    @Test
    void nothingIsNothing() {
        assertThat(paths(List.of(), true)).containsExactly("", "");
    }

    private static List<String> paths(List<@Nullable Double> values, boolean lastIsFilling) {
        return Sparkline.paths(values, lastIsFilling)
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }
}
