package io.tidemark.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.analytics.Sums;
import io.tidemark.dashboard.Stack.Layer;
import io.tidemark.ui.charts.Tone;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many layers stand on each other. */
class StackTest {

    private static final Sums CALL = new Sums(1, 0, 0, 0, BigDecimal.ONE, 0);

    @Test
    void asManyAsThereAreColoursHaveTheirOwn() {
        assertThat(Stack.fewEnough(layers(8))).isEqualTo(layers(8));
    }

    @Test
    void theNinthKeepsItsNameAmongTheOthers() {
        assertThat(Stack.fewEnough(layers(9))).hasSize(9).last().isEqualTo(layer(8));
    }

    @Test
    void ofManyTheSmallOnesAreOne() {
        var stacked = Stack.fewEnough(layers(60));

        assertThat(stacked).hasSize(9).startsWith(layer(0), layer(1));
        assertThat(stacked.getLast().name()).isEqualTo("52 others");
        assertThat(stacked.getLast().tone()).isEqualTo(Tone.OTHERS);
        assertThat(stacked.getLast().values())
                .singleElement()
                .satisfies(sums -> assertThat(sums.calls()).isEqualTo(52));
    }

    private static List<Layer> layers(int count) {
        return IntStream.range(0, count).mapToObj(StackTest::layer).toList();
    }

    private static Layer layer(int number) {
        return new Layer("model-" + number, number < Tone.COUNT ? new Tone(number) : Tone.OTHERS, List.of(CALL));
    }
}
