package io.tidemark.dashboard;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.server.Command;
import io.tidemark.refresh.RefreshRun;
import io.tidemark.security.SignedIn;
import io.tidemark.security.Who;
import io.tidemark.ui.Background;
import io.tidemark.ui.Problems;
import java.util.function.Function;

/** Has the views refreshed and says what came of it; cannot be pressed again meanwhile. */
class RefreshButton extends Button {

    private static final int MESSAGE_MS = 5_000;
    private static final String NAME = "Refresh Data";

    private final Function<Who, RefreshRun> refresh;
    private final Command done;

    /**
     * A button that calls back.
     *
     * @param done what to do with the fresh views
     */
    RefreshButton(Function<Who, RefreshRun> refresh, Command done) {
        super(NAME);
        this.refresh = refresh;
        this.done = done;
        addThemeVariants(ButtonVariant.PRIMARY);
        setId("refresh-data");
        // Where the dashboards are public, strangers look and do not act.
        setVisible(SignedIn.current().isPresent());
        addClickListener(_ -> getUI().ifPresent(this::refresh));
    }

    private void refresh(UI ui) {
        running(true);
        var who = Who.current();
        Background.run(ui, () -> refresh.apply(who), run -> end(inWords(run)), problem -> end(inWords(problem)));
    }

    private void end(String message) {
        running(false);
        Notification.show(message, MESSAGE_MS, Notification.Position.TOP_END);
        done.execute();
    }

    private void running(boolean running) {
        setEnabled(!running);
        setText(running ? "Refreshing…" : NAME);
        setTooltipText(running ? "A refresh is running" : "");
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
