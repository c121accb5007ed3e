package io.tidemark.admin;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.server.Command;
import io.tidemark.ui.Panel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Why the figures are as old as they are: each cause that is found, and what helps. Looks again while it is open. */
class StalenessPanel extends Panel {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** A cause as explain_staleness() names it. */
    record Cause(String cause, String detail) {}

    /** What an admin can do about a cause, by a click here. */
    enum Remedy {
        RESUME("Resume"),
        REFRESH("Refresh now"),
        MEND("Set it up again");

        final String name;

        Remedy(String name) {
            this.name = name;
        }
    }

    private final JdbcClient jdbc;
    private final Consumer<Remedy> act;
    private final Runnable wake;
    private final Div causes = new Div();
    private final List<Paragraph> details = new ArrayList<>();
    private List<Cause> shown = List.of();
    private volatile boolean open;
    private volatile @Nullable Look last;
    private volatile @Nullable Look shownLook;

    /** One look for causes, begun when this was the situation. */
    private record Look(@Nullable Situation when, CompletableFuture<List<Cause>> found) {}

    /**
     * A panel that is closed at first.
     *
     * @param act does what somebody chose to do about a cause
     * @param wake has the panel asked for news, from any thread
     */
    StalenessPanel(JdbcClient jdbc, Consumer<Remedy> act, Runnable wake) {
        super("Why is it stale?");
        this.jdbc = jdbc;
        this.act = act;
        this.wake = wake;
        setId("staleness");
        causes.addClassName("causes");
        causes.getElement().setAttribute("role", "status");
        var close = new Button("Close", _ -> close());
        close.addThemeVariants(ButtonVariant.TERTIARY);
        addActions(close);
        addContent(causes);
        setVisible(false);
    }

    private void close() {
        open = false;
        setVisible(false);
    }

    /** Opens, looks now, and shows what is found. */
    void look(@Nullable Situation now) {
        open = true;
        setVisible(true);
        setRemark("looking…");
        begin(now, Duration.ZERO);
    }

    /** Shows what the last look found; looks again soon where the situation is another. Called on any thread. */
    @Nullable
    Command news(@Nullable Situation now) {
        var look = last;
        if (!open || look == null || !look.found().isDone()) {
            return null;
        }
        if (!look.equals(shownLook)) {
            return () -> show(look);
        }
        if (!Objects.equals(now, look.when())) {
            begin(now, BETWEEN_LOOKS);
        }
        return null;
    }

    private void begin(@Nullable Situation now, Duration in) {
        var then = CompletableFuture.delayedExecutor(in.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread);
        var found = CompletableFuture.supplyAsync(this::find, then)
                .exceptionally(problem -> List.of(new Cause("cannot look", inWords(problem))));
        last = new Look(now, found);
        var _ = found.thenRun(wake);
    }

    private static String inWords(Throwable problem) {
        var cause = problem instanceof CompletionException ? problem.getCause() : problem;
        return Problem.inWords(cause == null ? problem : cause);
    }

    private List<Cause> find() {
        return jdbc.sql("SELECT cause, detail FROM explain_staleness()")
                .query(Rows.of(Cause.class))
                .list();
    }

    /** In place where the causes are the same ones, so that a button keeps the focus. */
    private void show(Look look) {
        shownLook = look;
        setRemark("");
        var found = look.found().join();
        if (!names(found).equals(names(shown))) {
            causes.removeAll();
            details.clear();
            found.forEach(cause -> causes.add(row(cause)));
        }
        for (int i = 0; i < found.size(); i++) {
            details.get(i).setText(found.get(i).detail());
        }
        shown = found;
    }

    private static List<String> names(List<Cause> of) {
        return of.stream().map(Cause::cause).toList();
    }

    private Div row(Cause of) {
        var detail = new Paragraph();
        details.add(detail);
        var row = new Div(
                new H3(of.cause().substring(0, 1).toUpperCase(Locale.ROOT)
                        + of.cause().substring(1)),
                detail);
        var remedy = remedy(of.cause());
        if (remedy != null) {
            row.add(new Button(remedy.name, _ -> act.accept(remedy)));
        }
        return row;
    }

    private static @Nullable Remedy remedy(String cause) {
        return switch (cause) {
            case "paused" -> Remedy.RESUME;
            case "refresh failing" -> Remedy.REFRESH;
            case "trigger disabled", "cron job failing" -> Remedy.MEND;
            default -> null;
        };
    }
}
