package io.tidemark.ui;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import com.vaadin.flow.server.communication.PushConnection;
import com.vaadin.flow.shared.Registration;
import io.tidemark.refresh.StatusRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A page that somebody has open. It is painted as soon as there is something new, but not more often than a browser takes
 * in; of what comes meanwhile only the latest is painted. Nothing is kept for a browser that does not listen.
 */
public final class OpenPage {

    private static final Duration UNNOTICED = Duration.ofMillis(400);

    private final UI ui;
    private final OpenPages pages;
    private final List<LiveContent> contents = new CopyOnWriteArrayList<>();
    private boolean wanted;
    private boolean busy;
    private long paintedAt = System.nanoTime() - Duration.ofHours(1).toNanos();
    private boolean awaitsBrowser; // in the page's lock

    OpenPage(UI ui, OpenPages pages) {
        this.ui = ui;
        this.pages = pages;
    }

    /** The one that a component is on. */
    public static OpenPage of(UI ui) {
        return Objects.requireNonNull(ComponentUtil.getData(ui, OpenPage.class), "no live pages in this application");
    }

    /** Keeps the content up to date until the registration is removed. */
    public Registration join(LiveContent content) {
        contents.add(content);
        if (contents.size() == 1) {
            pages.opened(this);
        }
        return Registration.once(() -> {
            contents.remove(content);
            if (contents.isEmpty()) {
                pages.closed(this);
            }
        });
    }

    /** How fresh the figures in the database are. */
    CompletableFuture<StatusRead> status() {
        return pages.status();
    }

    /** Brings the page up to date now, in a request of its browser, which gets the news in the answer. */
    public void update() {
        awaitsBrowser = false;
        var news = news();
        try {
            var _ = CompletableFuture.allOf(news.toArray(CompletableFuture[]::new))
                    .get(UNNOTICED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            wake();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        commands(news).forEach(Command::execute);
    }

    /** There may be something new: has it painted when the page's next turn comes. */
    void wake() {
        long delay;
        synchronized (this) {
            wanted = true;
            if (busy || contents.isEmpty()) {
                return;
            }
            busy = true;
            delay = paintedAt + pages.betweenPaints().toNanos() - System.nanoTime();
        }
        pages.later(this::gather, delay);
    }

    private void gather() {
        synchronized (this) {
            wanted = false;
        }
        var news = news();
        var _ = CompletableFuture.allOf(news.toArray(CompletableFuture[]::new))
                .whenComplete((_, _) -> pages.later(() -> paint(commands(news)), 0));
    }

    private List<CompletableFuture<@Nullable Command>> news() {
        return contents.stream().map(LiveContent::news).toList();
    }

    private static List<Command> commands(List<CompletableFuture<@Nullable Command>> news) {
        var commands = new ArrayList<Command>();
        for (var one : news) {
            var command = one.isDone() && !one.isCompletedExceptionally() ? one.join() : null;
            if (command != null) {
                commands.add(command);
            }
        }
        return commands;
    }

    private void paint(List<Command> commands) {
        if (commands.isEmpty()) {
            ready(false);
            return;
        }
        long began = System.nanoTime();
        try {
            var _ = ui.access(() -> {
                boolean shown = false;
                try {
                    shown = paintIfBrowserListens(commands);
                } finally {
                    ready(shown);
                }
            });
            pages.took(System.nanoTime() - began);
        } catch (UIDetachedException e) {
            pages.closed(this);
        }
    }

    /** While the browser cannot be reached, one paint waits for it; more would only pile up. */
    private boolean paintIfBrowserListens(List<Command> commands) {
        PushConnection push = ui.getInternals().getPushConnection();
        boolean listens = push != null && push.isConnected();
        if (!listens && awaitsBrowser) {
            return false;
        }
        awaitsBrowser = !listens;
        commands.forEach(Command::execute);
        return true;
    }

    private void ready(boolean painted) {
        boolean again;
        synchronized (this) {
            busy = false;
            if (painted) {
                paintedAt = System.nanoTime();
            }
            again = wanted;
        }
        if (again) {
            wake();
        }
    }
}
