package io.tidemark.ui;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import com.vaadin.flow.server.communication.PushConnection;
import com.vaadin.flow.shared.Registration;
import io.tidemark.refresh.StatusRead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that somebody has open. It is painted as soon as there is something new, but not more often than a browser takes
 * in; of what comes meanwhile only the latest is painted. Nothing is kept for a browser that does not listen.
 */
public final class OpenPage {

    private static final Logger log = LoggerFactory.getLogger(OpenPage.class);
    private static final Duration UNNOTICED = Duration.ofMillis(400);

    private final UI ui;
    private final OpenPages pages;
    private final List<LiveContent> contents = new CopyOnWriteArrayList<>();
    private final Turns turns;
    private boolean awaitsBrowser; // in the page's lock
    private volatile boolean listens;

    OpenPage(UI ui, OpenPages pages) {
        this.ui = ui;
        this.pages = pages;
        turns = new Turns(System::nanoTime, pages::later, pages::betweenPaints, this::gather);
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

    /** The same without waiting; null when nobody has looked for a while. */
    @Nullable
    StatusRead lastStatus() {
        return pages.lastStatus();
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
    public void wake() {
        turns.want();
    }

    private void gather() {
        try {
            var news = news();
            var all = CompletableFuture.allOf(news.toArray(CompletableFuture[]::new));
            if (all.isDone()) {
                paint(commands(news));
            } else {
                var _ = all.whenComplete((_, _) -> {
                    var _ = pages.later(() -> paint(commands(news)), 0);
                });
            }
        } catch (RuntimeException e) {
            log.warn("event=page_not_updated cause=\"{}\"", e.toString());
            turns.done(false);
        }
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
            sent();
            turns.done(false);
            return;
        }
        var painter = Thread.currentThread();
        long began = System.nanoTime();
        try {
            var painted = ui.access(() -> {
                boolean shown = false;
                try {
                    shown = paintIfBrowserListens(commands);
                } finally {
                    turns.done(shown);
                }
                if (!Thread.currentThread().equals(painter)) {
                    sent(); // whoever has the page's lock paints for us
                }
            });
            if (painted.isDone()) {
                pages.took(System.nanoTime() - began);
                sent();
            }
        } catch (UIDetachedException e) {
            pages.closed(this);
        }
    }

    /** While the browser cannot be reached, one paint waits for it; more would only pile up. */
    private boolean paintIfBrowserListens(List<Command> commands) {
        PushConnection push = ui.getInternals().getPushConnection();
        listens = push != null && push.isConnected();
        if (!listens && awaitsBrowser) {
            return false;
        }
        awaitsBrowser = !listens;
        commands.forEach(Command::execute);
        return true;
    }

    private void sent() {
        var refresh = shownRefresh();
        if (!listens) {
            pages.unheard(this);
        } else if (refresh != null) {
            pages.sent(this, refresh);
        }
    }

    /** Whether somebody waits here for the figures of a refresh. */
    boolean showsFigures() {
        return listens && shownRefresh() != null;
    }

    private @Nullable Instant shownRefresh() {
        for (var content : contents) {
            var refresh = content.shownRefresh();
            if (refresh != null) {
                return refresh;
            }
        }
        return null;
    }
}
