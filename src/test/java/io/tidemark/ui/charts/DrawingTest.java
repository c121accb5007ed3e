package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a drawing says has changed since an earlier one; that a browser makes the same of it is shown by LivePageTest. */
class DrawingTest {

    @Test
    void namesOnlyWhatDiffers() {
        var before = drawing(
                "{'about': 'a', 'rows': [{'key': 'x', 'cells': ['1', {'text': '2', 'full': '2.0'}]}, {'key': 'y'}]}");
        var after = drawing(
                "{'about': 'a', 'rows': [{'key': 'x', 'cells': ['1', {'text': '2', 'full': '2.5'}]}, {'key': 'y'}]}");

        assertChange(before, after, "{'rows': {'0': {'cells': {'1': {'full': ['2.5']}}}}}");
    }

    @Test
    void sameDataAreNoChange() {
        assertThat(drawing("{'a': [1, {'b': 2}]}").since(drawing("{'a': [1, {'b': 2}]}")))
                .isEmpty();
        var drawing = drawing("{'a': 1}");
        assertThat(drawing.since(drawing)).isEmpty();
    }

    @Test
    void aListThatGrowsOrShrinksChangesAsAWhole() {
        assertChange(drawing("{'rows': ['a', 'b']}"), drawing("{'rows': ['a']}"), "{'rows': [['a']]}");
        assertChange(drawing("{'rows': []}"), drawing("{'rows': ['a']}"), "{'rows': [['a']]}");
    }

    @Test
    void fieldsComeAndGo() {
        assertChange(drawing("{'a': 1, 'gone': 'x'}"), drawing("{'a': 1, 'new': {}}"), "{'new': [{}], 'gone': []}");
    }

    @Test
    void oneKindOfDataReplacesAnother() {
        assertChange(
                drawing("{'cell': 'text'}"), drawing("{'cell': {'text': 'text'}}"), "{'cell': [{'text': 'text'}]}");
        assertChange(drawing("{'cell': {'0': 1}}"), drawing("{'cell': [1]}"), "{'cell': [[1]]}");
        assertChange(drawing("{'cell': [1]}"), drawing("{'cell': null}"), "{'cell': [null]}");
    }

    @Test
    void isWorkedOutOnceForAllPagesThatShowedTheSame() {
        var before = drawing("{'a': 1}");
        var after = drawing("{'a': 2}");

        assertThat(after.since(before).orElseThrow())
                .isSameAs(after.since(before).orElseThrow());
    }

    private static void assertChange(Drawing before, Drawing after, String change) {
        assertThat(JsonMapper.shared()
                        .readTree(after.since(before).orElseThrow().toString()))
                .isEqualTo(json(change));
    }

    private static Drawing drawing(String json) {
        return new Drawing(json(json));
    }

    private static ObjectNode json(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }
}
