package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.internal.change.MapPutChange;
import com.vaadin.flow.internal.change.NodeChange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** When a browser is sent data as a whole, and when only what changes. */
class DrawnTest {

    @Tag("test-figures")
    private static final class Figures extends Drawn {}

    private final UI page = UnlockedSession.page();
    private final Div frame = new Div();
    private final Figures figures = new Figures();

    DrawnTest() {
        page.add(frame);
        frame.add(figures);
    }

    @Test
    void aBrowserThatHasTheDataIsSentWhatChanges() {
        draw(1);
        assertThat(sent()).containsExactly("whole 1");
        draw(2);
        assertThat(sent()).containsExactly("change 2");
        draw(2);
        assertThat(sent()).isEmpty();
        draw(3);
        assertThat(sent()).containsExactly("change 3");
    }

    @Test
    void changesDoNotPileUpWhileTheBrowserIsNotReached() {
        draw(1);
        sent();
        draw(2);
        draw(3);
        assertThat(sent()).containsExactly("whole 3");
        draw(4);
        assertThat(sent()).containsExactly("change 4");
    }

    @Test
    void whatIsHiddenAndDrawnInOneGoIsSentOnceItIsSeen() {
        draw(1);
        sent();
        frame.setVisible(false);
        draw(2);
        assertThat(sent()).isEmpty();

        frame.setVisible(true);
        draw(3);
        assertThat(sent()).containsExactly("whole 3");
        draw(4);
        assertThat(sent()).containsExactly("change 4");
    }

    @Test
    void aChangeThatIsHiddenBeforeItIsSentDoesNotOvertakeWhatComesAfter() {
        draw(1);
        sent();
        draw(2);
        frame.setVisible(false);
        assertThat(sent()).isEmpty();
        draw(3);
        draw(2);
        assertThat(sent()).isEmpty();

        frame.setVisible(true);
        assertThat(sent()).containsExactly("whole 2");
        draw(3);
        assertThat(sent()).containsExactly("whole 3");
        draw(4);
        assertThat(sent()).containsExactly("change 4");
    }

    @Test
    void whatIsDrawnTwiceBeforeTheBrowserHasItIsSentOnceAsAWhole() {
        draw(1);
        draw(2);
        assertThat(sent()).containsExactly("whole 2");
    }

    @Test
    void figuresThatMoveAreSentAsAWholeAndUpToDate() {
        draw(1);
        sent();
        draw(2);
        sent();

        page.remove(frame);
        sent();
        page.add(frame);
        assertThat(sent()).containsExactly("whole 2");
        draw(3);
        assertThat(sent()).containsExactly("change 3");
    }

    @Test
    void whatNobodySeesIsSentOnceItIsSeen() {
        draw(1);
        sent();
        frame.setVisible(false);
        sent();
        draw(2);
        draw(3);
        assertThat(sent()).isEmpty();

        frame.setVisible(true);
        assertThat(sent()).containsExactly("whole 3");
        draw(4);
        assertThat(sent()).containsExactly("whole 4");
        draw(5);
        assertThat(sent()).containsExactly("change 5");
    }

    private void draw(int value) {
        figures.draw(new Drawing(JsonMapper.shared().createObjectNode().put("value", value)));
    }

    /** What the next answer brings the browser of these figures. */
    private List<String> sent() {
        var tree = page.getInternals().getStateTree();
        tree.runExecutionsBeforeClientResponse();
        var sent = new ArrayList<String>();
        tree.collectChanges(change -> wholes(change, sent));
        page.getInternals().dumpPendingJavaScriptInvocations().stream()
                .map(pending ->
                        pending.getInvocation().getParameters().getFirst().toString())
                .map(change -> "change " + JsonMapper.shared().readTree(change).at("/value/0"))
                .forEach(sent::add);
        return sent;
    }

    private void wholes(NodeChange change, List<String> to) {
        if (change instanceof MapPutChange put && put.getKey().equals("data")) {
            to.add("whole " + ((ObjectNode) put.getValue()).get("value"));
        }
    }
}
