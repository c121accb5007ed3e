package io.tidemark.admin;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.Command;
import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.security.Access;
import io.tidemark.ui.LiveContent;
import io.tidemark.ui.MainLayout;
import io.tidemark.ui.OpenPage;
import io.tidemark.ui.Page;
import io.tidemark.ui.PasswordAgain;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the refresh is, what each strategy costs here, and everything an admin can do about it. */
@RolesAllowed(Access.ADMIN)
@Route(value = "admin/refresh", layout = MainLayout.class)
@PageTitle("Refresh · Tidemark")
@Menu(title = "Refresh", order = 100)
class RefreshView extends Page implements LiveContent {

    private static final int MESSAGE_MS = 5_000;

    private final RefreshServices services;
    private final RefreshActions actions;
    private final RefreshTools tools;
    private final Paragraph notice = new Paragraph();
    private final JobStrip strip;
    private final VerdictPanel verdicts = new VerdictPanel();
    private final StalenessPanel staleness;
    private final DifferencesPanel differences;
    private final StrategyCards cards = new StrategyCards(this::choose);
    private final BillPanel bill;
    private final ViewsPanel views = new ViewsPanel();
    private final TriggersPanel triggers = new TriggersPanel();
    private final HistoryPanel history;
    private @Nullable Situation situation;
    private volatile SituationFeed.@Nullable Look shown;
    private volatile List<Job> shownJobs = List.of();
    private volatile @Nullable OpenPage page;
    private List<Runnable> stopFollowing = List.of();

    RefreshView(RefreshServices services) {
        this.services = services;
        actions = services.actions();
        tools = new RefreshTools(this);
        strip = new JobStrip(services.jobs());
        staleness = new StalenessPanel(services.jdbc(), this::remedy, this::wake);
        differences = new DifferencesPanel(days -> begin(actions.repair(days)));
        bill = new BillPanel(() -> begin(actions.measure()));
        history = new HistoryPanel(services.history(), services.stretches(), this::wake, System::nanoTime);
        notice.addClassNames("notice", "failure");
        notice.getElement().setAttribute("role", "alert");
        notice.setVisible(false);
        var tables = new Div(views, triggers);
        tables.addClassName("admin-tables");
        addClassNames("admin-refresh", "loading");
        add(tools, notice, strip, verdicts, staleness, differences, cards, bill, tables, history);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        var open = OpenPage.of(event.getUI());
        page = open;
        var joined = open.join(this);
        stopFollowing = List.of(
                joined::remove,
                services.feed().follow(this::wake),
                services.jobs().watch(this::wake));
        catchUp();
    }

    @Override
    protected void onDetach(DetachEvent event) {
        stopFollowing.forEach(Runnable::run);
        stopFollowing = List.of();
        page = null;
        super.onDetach(event);
    }

    @Override
    public CompletableFuture<@Nullable Command> news() {
        var last = services.feed().last();
        boolean current = Objects.equals(last, shown) && services.jobs().list().equals(shownJobs);
        var more = Stream.of(history.news(), staleness.news(last == null ? null : last.situation()))
                .flatMap(Stream::ofNullable)
                .toList();
        if (current && more.isEmpty()) {
            return NOTHING_NEW;
        }
        return CompletableFuture.completedFuture(() -> {
            catchUp();
            more.forEach(Command::execute);
        });
    }

    private void wake() {
        var open = page;
        if (open != null) {
            open.wake();
        }
    }

    /** Shows what there is by now, which may be newer than what it is called for. */
    private void catchUp() {
        var last = services.feed().last();
        if (last != null && !last.equals(shown)) {
            shown = last;
            if (last.situation() == null) {
                failed(last.problem());
            } else {
                show(last.situation());
            }
        }
        showJobs();
    }

    private void show(Situation read) {
        situation = read;
        removeClassName("loading");
        var wrong = read.status().wrongSettings();
        notice.setText(wrong == null ? "" : wrong);
        notice.setVisible(wrong != null);
        tools.show(read);
        verdicts.show(Verdicts.of(read));
        differences.show(read.differences());
        cards.show(read);
        bill.show(read);
        views.show(read);
        triggers.show(read);
        history.show(read);
    }

    private void failed(String problem) {
        notice.setText(problem + " The page tries again every few seconds.");
        notice.setVisible(true);
    }

    void refresh() {
        begin(actions.refresh());
    }

    void verify() {
        begin(actions.verify());
    }

    void explain() {
        staleness.look(situation);
        staleness.getElement().callJsFunction("scrollIntoView");
    }

    void pauseOrResume() {
        if (situation != null && situation.status().paused()) {
            resume();
        } else {
            new PauseDialog(reason -> PasswordAgain.before(services.confirmation(), () -> begin(actions.pause(reason))))
                    .open();
        }
    }

    private void resume() {
        PasswordAgain.before(services.confirmation(), () -> begin(actions.resume()));
    }

    void rebuild() {
        if (situation != null) {
            new RebuildDialog(situation.status().today(), services.jdbc(), from -> begin(actions.rebuild(from))).open();
        }
    }

    private void choose(RefreshStrategy strategy) {
        if (situation != null) {
            new SwitchDialog(
                            strategy,
                            situation,
                            services.jdbc(),
                            (to, cron, age) -> PasswordAgain.before(
                                    services.confirmation(), () -> begin(actions.switchTo(to, cron, age))))
                    .open();
        }
    }

    private void remedy(StalenessPanel.Remedy remedy) {
        if (situation == null) {
            return;
        }
        var strategy = situation.status().strategy();
        switch (remedy) {
            case RESUME -> resume();
            case REFRESH -> begin(actions.refresh());
            case MEND ->
                PasswordAgain.before(services.confirmation(), () -> begin(actions.switchTo(strategy, null, null)));
        }
    }

    private void begin(@Nullable String refusal) {
        if (refusal != null) {
            Notification.show(refusal, MESSAGE_MS, Notification.Position.TOP_END);
        }
        showJobs();
    }

    private void showJobs() {
        var list = services.jobs().list();
        shownJobs = list;
        strip.show(list);
        tools.running(list);
        bill.running(list.stream().anyMatch(job -> job.kind() == Job.Kind.MEASURE && job.running()));
    }
}
