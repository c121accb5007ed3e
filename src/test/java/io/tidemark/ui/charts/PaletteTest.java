package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PaletteTest {

    @Test
    void aProviderKeepsItsColourWhoeverElseIsThere() {
        var alone = palette(Map.of("anthropic", List.of("claude")));
        var many = palette(Map.of(
                "anthropic", List.of("claude"), "openai", List.of("gpt"), "acme", List.of("a"), "zeta", List.of()));

        assertThat(many.provider("anthropic")).isEqualTo(alone.provider("anthropic"));
    }

    @Test
    void providersAndTheModelsOfOneLookDifferent() {
        var palette = palette(Map.of(
                "openai",
                List.of("gpt-4o", "gpt-4o-mini", "o3-mini", "embedding"),
                "acme",
                List.of("a"),
                "b",
                List.of()));

        assertThat(List.of(palette.provider("openai"), palette.provider("acme"), palette.provider("b")))
                .doesNotHaveDuplicates();
        assertThat(List.of("gpt-4o", "gpt-4o-mini", "o3-mini", "embedding"))
                .extracting(model -> palette.model("openai", model))
                .doesNotHaveDuplicates();
    }

    @Test
    void moreProvidersThanColoursShareThem() {
        var many = new TreeMap<String, List<String>>();
        for (int i = 0; i < 30; i++) {
            many.put("provider-" + i, List.of());
        }

        assertThat(new Palette(many).provider("provider-29").hue()).isBetween(0, 8);
    }

    private static Palette palette(Map<String, List<String>> models) {
        return new Palette(new TreeMap<>(models));
    }
}
