package io.tidemark.dashboard;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.server.Command;
import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.StatusRead;
import io.tidemark.security.SignedIn;
import io.tidemark.security.Who;
import io.tidemark.ui.Background;
import io.tidemark.ui.LiveContent;
import io.tidemark.ui.Problems;
import io.tidemark.ui.Times;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has the views refreshed and says what came of it; cannot be pressed while it does, nor while another refresh takes long. */
class RefreshButton extends Button implements LiveContent {

    private static final int MESSAGE_MS = 5_000;
    private static final String NAME = "Refresh Data";

    private final Function<Who, RefreshRun> refresh;
    private final Supplier<CompletableFuture<StatusRead>> status;
    private final Command done;
    private boolean pressed;
    private volatile @Nullable String running;

    /**
     * A button that calls back.
     *
     * @param status how fresh the figures are
     * @param done what to do with the fresh views
     */
    RefreshButton(Function<Who, RefreshRun> refresh, Supplier<CompletableFuture<StatusRead>> status, Command done) {
        super(NAME);
        this.refresh = refresh;
        this.status = status;
        this.done = done;
        addThemeVariants(ButtonVariant.PRIMARY);
        setId("refresh-data");
        // Where the dashboards are public, strangers look and do not act.
        setVisible(SignedIn.current().isPresent());
        addClickListener(_ -> getUI().ifPresent(this::refresh));
    }

    @Override
    public CompletableFuture<@Nullable Command> news() {
        return status.get().thenApply(this::news);
    }

    private @Nullable Command news(StatusRead read) {
        var found = inWords(read);
        return Objects.equals(found, running)
                ? null
                : () -> {
                    running = found;
                    show();
                };
    }

    /** What is said of a refresh that takes long. */
    private static @Nullable String inWords(StatusRead read) {
        var status = read.status();
        return status == null || status.runningSince() == null || !read.reachable()
                ? null
                : "Refreshing since " + Times.clock(status.runningSince(), status.readAt(), status.zone());
    }

    private void refresh(UI ui) {
        pressed = true;
        show();
        var who = Who.current();
        Background.run(ui, () -> refresh.apply(who), run -> end(inWords(run)), problem -> end(inWords(problem)));
    }

    private void end(String message) {
        pressed = false;
        show();
        Notification.show(message, MESSAGE_MS, Notification.Position.TOP_END);
        done.execute();
    }

    private void show() {
        var words = running;
        setEnabled(!pressed && words == null);
        setText(words != null ? words : pressed ? "Refreshing…" : NAME);
    }

    private static String inWords(Throwable problem) {
        return "The refresh failed; the figures stay as they were. " + Problems.inWords(problem);
    }

    static String inWords(RefreshRun run) {
        int views = run.viewsChanged().size();
        if (views == 0) {
            return "Already up to date";
        }
        return "%d %s changed, %d ms"
                .formatted(
                        views,
                        views == 1 ? "view" : "views",
                        Math.max(1, run.duration().toMillis()));
    }
}
