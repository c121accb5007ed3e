package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which colours names get, and how far apart they are to the eye. */
class ColoursTest {

    private final Colours<String> colours = new Colours<>(model -> WellKnown.ofModel("openai", model));

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 60})
    void whatOneChartShowsDiffersToEveryEye(int modelsOfOneProvider) throws IOException {
        var shown = colours.of(models(modelsOfOneProvider));

        assertThat(shown).hasSize(Math.min(modelsOfOneProvider, 8));
        for (var scheme : List.of(scheme(0), scheme(1))) {
            for (var eyes : Eyes.values()) {
                shown.forEach((one, tone) -> shown.forEach((other, otherTone) -> {
                    if (!one.equals(other)) {
                        assertThat(eyes.distance(scheme.get(tone.number()), scheme.get(otherTone.number())))
                                .as("%s: %s and %s", eyes, tone, otherTone)
                                .isGreaterThan(eyes.apart);
                    }
                }));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMeasureKnowsWhatEyesCannotTellApart(Eyes eyes) {
        var red = new Color(0xC0, 0x50, 0x20);
        var olive = new Color(0x80, 0x78, 0x20);

        if (eyes == Eyes.USUAL) {
            assertThat(eyes.distance(red, olive)).isGreaterThan(eyes.apart);
        } else {
            assertThat(eyes.distance(red, olive)).isLessThan(eyes.apart);
        }
    }

    @Test
    void coloursStandOutFromWhatIsBehindThem() throws IOException {
        assertThat(scheme(0))
                .hasSize(Tone.COUNT)
                .allSatisfy((_, colour) ->
                        assertThat(Eyes.contrast(colour, Color.WHITE)).isGreaterThan(3));
        assertThat(scheme(1))
                .hasSize(Tone.COUNT)
                .allSatisfy((_, colour) ->
                        assertThat(Eyes.contrast(colour, new Color(0x171b23))).isGreaterThan(3));
    }

    @Test
    void aNameKeepsItsColourWhileOthersComeAndGo() {
        var before = colours.of(List.of("b", "c", "d"));
        var among = colours.of(List.of("new", "d", "another", "b", "third"));
        var after = colours.of(List.of("c", "b"));

        assertThat(among).containsEntry("b", before.get("b")).containsEntry("d", before.get("d"));
        assertThat(after).containsEntry("b", before.get("b")).containsEntry("c", before.get("c"));
    }

    @Test
    void ofTwoThatShareAColourAndMeetTheOneThatCameLaterChangesForGood() {
        var first = colours.of(models(8));
        var second =
                colours.of(IntStream.range(8, 16).mapToObj(i -> "model-" + i).toList());
        var meets = second.entrySet().stream()
                .filter(entry -> entry.getValue().equals(first.get("model-0")))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();

        var together = colours.of(List.of(meets, "model-0"));

        assertThat(together.get("model-0")).isEqualTo(first.get("model-0"));
        assertThat(together.get(meets)).isNotEqualTo(first.get("model-0"));
        assertThat(colours.of(List.of(meets))).containsEntry(meets, together.get(meets));
    }

    @Test
    void wellKnownProvidersHaveTheirOwnAndTheirLargestModelToo() {
        var providers = new Colours<>(WellKnown::ofProvider);

        assertThat(providers.of(List.of("Anthropic", "openai")))
                .containsEntry("openai", new Tone(0))
                .containsEntry("Anthropic", new Tone(1));
        assertThat(colours.of(List.of("gpt-5", "o3"))).containsEntry("gpt-5", new Tone(0));
    }

    private static List<String> models(int count) {
        return IntStream.range(0, count).mapToObj(i -> "model-" + i).toList();
    }

    /** The colours as the stylesheet says: 0 light, 1 dark. */
    private static Map<Integer, Color> scheme(int which) throws IOException {
        var colours = new HashMap<Integer, Color>();
        Pattern.compile("--series-(\\d): light-dark\\((#\\w{6}), (#\\w{6})\\)")
                .matcher(Files.readString(Path.of("frontend/styles.css")))
                .results()
                .forEach(found -> colours.put(Integer.parseInt(found.group(1)), Color.decode(found.group(2 + which))));
        return colours;
    }
}
