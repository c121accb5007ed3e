package io.tidemark.dashboard;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.Text;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Footer;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.server.Command;
import com.vaadin.flow.shared.Registration;
import io.tidemark.analytics.Overview;
import io.tidemark.analytics.WrongSetting;
import io.tidemark.ui.FiguresShown;
import io.tidemark.ui.LiveContent;
import io.tidemark.ui.OpenPage;
import io.tidemark.ui.Page;
import io.tidemark.ui.PageHeader;
import io.tidemark.ui.Problems;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A page over the usage: its address says what to show, and every choice leads to a new address. It follows every
 * refresh, by whomever, and updates what is there in place.
 */
abstract class UsageView extends Page implements AfterNavigationObserver, LiveContent {

    private static final String UNCOUNTED =
            "There are calls that are not counted yet; their figures appear as soon as they are.";

    private final PageServices services;
    private volatile PageState state = PageState.DEFAULT;
    private final Reading reading;
    private final RangePicker range = new RangePicker(chosen -> go(state.with(chosen)));
    private final FilterPicker filter = new FilterPicker(chosen -> go(state.with(chosen)));
    private final RefreshButton refresh;
    private final PageHeader header;
    private final Notices notices = new Notices();
    private final Div content = new Div();
    private final DemoBanner demoBanner;
    private final Text asOf = new Text("");
    private final Footer footer = new Footer(asOf);
    private final List<UsagePanel> panels = new ArrayList<>();

    private String path = "analytics";
    private volatile @Nullable Shown shown;
    private volatile boolean failing;
    private volatile boolean isAddressed;
    private @Nullable FirstSteps firstSteps;
    private Registration updates = () -> {};

    UsageView(String title, PageServices services) {
        this.services = services;
        reading = new Reading(services.overviews(), this::read, this::failed, () -> addClassName("loading"));
        demoBanner = new DemoBanner(services, this::readAgain);
        content.addClassName("panels");
        footer.addClassName("as-of");
        header = new PageHeader(title, range, filter);
        refresh = new RefreshButton(services::refresh, services.watch()::status, this::readAgain);
        header.addActions(refresh);
        header.badge().onChange(this::figuresAreTrueFor);
        add(header, notices, demoBanner, content, footer);
        addClassName("loading");
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        services.audience().enter();
        var page = OpenPage.of(event.getUI());
        updates = Registration.combine(page.join(this), page.join(refresh));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        updates.remove();
        services.audience().leave();
        super.onDetach(event);
    }

    @Override
    public CompletableFuture<@Nullable Command> news() {
        if (!isAddressed) {
            return NOTHING_NEW;
        }
        var of = state;
        return services.overviews()
                .overview(of.query())
                .orTimeout(Reading.MOST_SECONDS, TimeUnit.SECONDS)
                .handle((overview, problem) ->
                        problem == null ? news(of, overview) : () -> failed(Reading.cause(problem)));
    }

    @Override
    public @Nullable Instant shownRefresh() {
        var current = shown;
        return current == null ? null : current.overview().freshness().refresh();
    }

    private @Nullable Command news(PageState of, Overview overview) {
        return shows(of, overview) && !failing ? null : () -> readAgain(of, overview);
    }

    private boolean shows(PageState of, Overview overview) {
        var current = shown;
        return current != null
                && current.state().equals(of)
                && current.overview().freshness().equals(overview.freshness());
    }

    /** Unless the page shows something else by now, or something newer. */
    private void readAgain(PageState of, Overview overview) {
        var current = shown;
        boolean older = current != null
                && current.state().equals(of)
                && overview.freshness()
                        .readAt()
                        .isBefore(current.overview().freshness().readAt());
        if (of.equals(state) && !older) {
            read(of, overview);
        }
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        var address = PageAddress.parse(event.getLocation().getQueryParameters());
        path = event.getLocation().getPath();
        state = address.state();
        isAddressed = true;
        notices.address(address.notices());
        getUI().ifPresent(ui -> reading.start(ui, state, false));
    }

    /** Shows another state and gives it its address, so that Back leads to the one before. */
    final void go(PageState to) {
        state = to;
        notices.address(List.of());
        getUI().ifPresent(ui -> {
            ui.getPage().getHistory().pushState(null, new Location(path, PageAddress.of(to)), false);
            reading.start(ui, to, false);
        });
    }

    final PageState state() {
        return state;
    }

    /** Puts a panel on the page. */
    final <P extends UsagePanel> P panel(P panel) {
        panels.add(panel);
        content.add(panel);
        return panel;
    }

    final void removePanels() {
        panels.clear();
        content.removeAll();
    }

    /** Puts something on the page that is no panel. */
    final void content(Component component) {
        content.add(component);
    }

    /** Shows new figures outside the panels. */
    void show(Shown shown) {}

    private void readAgain() {
        getUI().ifPresent(ui -> reading.start(ui, state, true));
    }

    private void read(PageState of, Overview overview) {
        failing = false;
        boolean uncounted =
                overview.totals().sums().calls() == 0 && overview.freshness().callsSince() > 0;
        var wrong = overview.wrongSettings();
        notices.state(wrong != null ? wrong : uncounted ? UNCOUNTED : "");
        notices.ahead(overview.callsAhead());
        setClassName("loading", uncounted);
        var freshness = overview.freshness();
        range.show(of.range(), overview.period());
        filter.show(of.filter(), overview.options());
        demoBanner.setVisible(overview.hasDemoCalls());
        showFirstSteps(!overview.hasCalls());
        var figures = services.shown().of(of, overview);
        shown = figures;
        figuresAreTrueFor(freshness.asOf());
        header.badge().about(new FiguresShown(freshness.refresh(), freshness.asOf()));
        show(figures);
        panels.forEach(panel -> panel.show(figures));
    }

    private void figuresAreTrueFor(@Nullable Instant instant) {
        var figures = shown;
        if (figures != null) {
            var words = FreshnessWords.of(figures.overview(), instant);
            if (!words.equals(asOf.getText())) {
                asOf.setText(words);
            }
        }
    }

    private void showFirstSteps(boolean empty) {
        content.setVisible(!empty);
        footer.setVisible(!empty);
        if (empty && firstSteps == null) {
            firstSteps = new FirstSteps(services.demo(), services.audit(), services.keys(), this::readAgain);
            addComponentAtIndex(indexOf(content), firstSteps);
        } else if (!empty && firstSteps != null) {
            remove(firstSteps);
            firstSteps = null;
        }
    }

    private void failed(Throwable problem) {
        var before = shown;
        failing = true;
        boolean figuresStay = before != null && before.state().equals(state);
        setClassName("loading", !figuresStay);
        range.show(state.range());
        notices.failure((problem instanceof WrongSetting ? problem.getMessage() : Problems.inWords(problem))
                + (figuresStay ? " The figures stay as they were." : ""));
    }
}
