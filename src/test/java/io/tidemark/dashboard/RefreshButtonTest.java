package io.tidemark.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.Command;
import io.tidemark.refresh.RefreshRun;
import io.tidemark.security.Who;
import io.tidemark.testing.Until;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

/** The button that has the views refreshed. */
class RefreshButtonTest {

    private final AtomicInteger ends = new AtomicInteger();
    private final UI ui = new UI() {
        @Override
        public Future<Void> access(Command command) {
            UI.setCurrent(this);
            command.execute();
            return CompletableFuture.completedFuture(null);
        }
    };

    @Test
    void canBePressedAgainWhenTheDatabaseIsAway() {
        pressed(_ -> {
            throw new CannotCreateTransactionException("no connection");
        });
    }

    @Test
    void canBePressedAgainWhateverWentWrong() {
        pressed(_ -> {
            throw new StackOverflowError();
        });
    }

    private void pressed(Function<Who, RefreshRun> refresh) {
        var button = new RefreshButton(refresh, ends::incrementAndGet);
        ui.add(button);

        button.click();

        Until.asserted(() -> assertThat(ends).hasValue(1));
        assertThat(button.isEnabled()).isTrue();
        assertThat(button.getText()).isEqualTo("Refresh Data");
    }
}
