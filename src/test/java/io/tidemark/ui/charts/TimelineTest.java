package io.tidemark.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.internal.PendingJavaScriptInvocation;
import com.vaadin.flow.function.DeploymentConfiguration;
import com.vaadin.flow.server.VaadinSession;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the chart of the run history has the browser do. */
class TimelineTest {

    /** A session in production that one thread has to itself. */
    private static final class Unlocked extends VaadinSession {

        Unlocked() {
            super(null);
        }

        @Override
        public DeploymentConfiguration getConfiguration() {
            return (DeploymentConfiguration) Proxy.newProxyInstance(
                    TimelineTest.class.getClassLoader(),
                    new Class<?>[] {DeploymentConfiguration.class},
                    (_, method, _) -> method.getName().equals("isProductionMode"));
        }

        @Override
        public boolean hasLock() {
            return true;
        }

        @Override
        public void checkHasLock() {}
    }

    private final UI ui = new UI();
    private final Timeline timeline = new Timeline();

    @Test
    void movesTheColumnsThatChangedAndNothingWhereNoneDid() {
        ui.getInternals().setSession(new Unlocked());
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
