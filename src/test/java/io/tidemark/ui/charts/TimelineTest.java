package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.internal.PendingJavaScriptInvocation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the chart of the run history has the browser do. */
class TimelineTest {

    private final UI ui = UnlockedSession.page();
    private final Timeline timeline = new Timeline();

    @Test
    void movesTheColumnsThatChangedAndNothingWhereNoneDid() {
        ui.add(timeline);
        timeline.setData(data(20, "3 refreshes"));
        assertThat(moves()).isZero();

        timeline.setData(data(20, "4 refreshes"));
        assertThat(moves()).isZero();

        timeline.setData(data(30, "5 refreshes"));
        assertThat(moves()).isEqualTo(1);
    }

    private static TimelineData data(double most, String description) {
        var column = new TimelineData.Column("14:00", most, most, false, List.of("14:00"));
        return new TimelineData(List.of(column), "Duration", description);
    }

    private long moves() {
        ui.getInternals().getStateTree().runExecutionsBeforeClientResponse();
        return ui.getInternals().dumpPendingJavaScriptInvocations().stream()
                .map(PendingJavaScriptInvocation::getInvocation)
                .filter(invocation -> invocation.getExpression().contains("tidemarkMovePoints"))
                .count();
    }
}
