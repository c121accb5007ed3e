package io.tidemark.dashboard;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.Command;
import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.RefreshStatus;
import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.refresh.StatusRead;
import io.tidemark.security.Who;
import io.tidemark.testing.Until;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

/** The button that has the views refreshed. */
class RefreshButtonTest {

    private static final Instant NOON = Instant.parse("2026-03-18T12:00:00Z");

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
    void waitsWhileAnotherRefreshTakesLong() throws Exception {
        var running = new AtomicReference<>(NOON.minusSeconds(7));
        var button = new RefreshButton(
                _ -> {
                    throw new AssertionError("pressed");
                },
                () -> status(running.get()),
                ends::incrementAndGet);
        ui.add(button);

        button.news().get().execute();
        assertThat(button.isEnabled()).isFalse();
        assertThat(button.getText()).isEqualTo("Refreshing since 11:59:53");
        assertThat(button.news().get()).isNull();

        running.set(null);
        button.news().get().execute();
        assertThat(button.isEnabled()).isTrue();
        assertThat(button.getText()).isEqualTo("Refresh Data");
    }

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

    private static CompletableFuture<StatusRead> status(@Nullable Instant runningSince) {
        var status = new RefreshStatus(
                NOON,
                NOON,
                UTC,
                NOON,
                null,
                RefreshStrategy.TRIGGER,
                true,
                7,
                null,
                null,
                runningSince,
                NOON,
                null,
                0,
                List.of());
        return CompletableFuture.completedFuture(new StatusRead(status, true, System.nanoTime()));
    }

    private void pressed(Function<Who, RefreshRun> refresh) {
        var button = new RefreshButton(refresh, () -> status(null), ends::incrementAndGet);
        ui.add(button);

        button.click();

        Until.asserted(() -> assertThat(ends).hasValue(1));
        assertThat(button.isEnabled()).isTrue();
        assertThat(button.getText()).isEqualTo("Refresh Data");
    }
}
