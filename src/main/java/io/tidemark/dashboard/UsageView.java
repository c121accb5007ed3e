package io.tidemark.dashboard;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Footer;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.shared.Registration;
import io.tidemark.analytics.Overview;
import io.tidemark.ui.FreshnessBadge;
import io.tidemark.ui.Page;
import io.tidemark.ui.PageHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page over the usage: its address says what to show, and every choice leads to a new address. It reads again every
 * half minute and after Refresh Data, and updates what is there in place.
 */
abstract class UsageView extends Page implements AfterNavigationObserver {

    private static final int READ_AGAIN_MS = 30_000;
    private static final int LOOK_AGAIN_MS = 3_000;
    private static final String UNCOUNTED =
            "There are calls that are not counted yet; their figures appear as soon as they are.";

    private final PageServices services;
    private PageState state = PageState.DEFAULT;
    private final Reading reading;
    private final RangePicker range = new RangePicker(chosen -> go(state.with(chosen)));
    private final FilterPicker filter = new FilterPicker(chosen -> go(state.with(chosen)));
    private final FreshnessBadge badge = new FreshnessBadge();
    private final Notices notices = new Notices();
    private final Div content = new Div();
    private final DemoBanner demoBanner;
    private final Footer footer = new Footer();
    private final List<UsagePanel> panels = new ArrayList<>();

    private String path = "analytics";
    private @Nullable PageState shown;
    private @Nullable FirstSteps firstSteps;
    private @Nullable Registration polling;

    UsageView(String title, PageServices services) {
        this.services = services;
        reading = new Reading(services.analytics(), this::read, this::failed, () -> addClassName("loading"));
        demoBanner = new DemoBanner(services.demo(), services.refresher(), this::readAgain);
        content.addClassName("panels");
        footer.addClassName("as-of");
        var refresh = new RefreshButton(services.refresher(), this::readAgain);
        add(new PageHeader(title, range, filter, badge, refresh), notices, demoBanner, content, footer);
        addClassName("loading");
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        services.audience().enter();
        polling = event.getUI().addPollListener(_ -> readAgain());
        event.getUI().setPollInterval(READ_AGAIN_MS);
    }

    @Override
    protected void onDetach(DetachEvent event) {
        services.audience().leave();
        event.getUI().setPollInterval(-1);
        if (polling != null) {
            polling.remove();
        }
        super.onDetach(event);
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        var address = PageAddress.parse(event.getLocation().getQueryParameters());
        path = event.getLocation().getPath();
        state = address.state();
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

    private void read(UI ui, PageState of, Overview overview, boolean flash) {
        boolean uncounted =
                overview.totals().sums().calls() == 0 && overview.freshness().callsSince() > 0;
        notices.state(uncounted ? UNCOUNTED : "");
        setClassName("loading", uncounted);
        var freshness = new FreshnessWords(overview.freshness());
        freshness.show(badge);
        footer.setText(freshness.footer(overview.currency()));
        var today = overview.freshness()
                .readAt()
                .atZone(overview.freshness().zone())
                .toLocalDate();
        range.show(of.range(), overview.period(), today);
        filter.show(of.filter(), overview.options());
        demoBanner.setVisible(overview.hasDemoCalls());
        showFirstSteps(!overview.hasCalls());
        ui.setPollInterval(overview.hasCalls() && !uncounted ? READ_AGAIN_MS : LOOK_AGAIN_MS);
        shown = of;
        var figures = Shown.of(of, overview, flash);
        show(figures);
        panels.forEach(panel -> panel.show(figures));
    }

    private void showFirstSteps(boolean empty) {
        content.setVisible(!empty);
        footer.setVisible(!empty);
        if (empty && firstSteps == null) {
            firstSteps = new FirstSteps(services.demo(), this::readAgain);
            addComponentAtIndex(indexOf(content), firstSteps);
        } else if (!empty && firstSteps != null) {
            remove(firstSteps);
            firstSteps = null;
        }
    }

    private void failed(UI ui, Throwable problem) {
        boolean figuresStay = state.equals(shown);
        setClassName("loading", !figuresStay);
        range.show(state.range());
        notices.failure(Problems.inWords(problem) + (figuresStay ? " The figures stay as they were." : ""));
        badge.show(FreshnessBadge.Level.FAILED, "Not up to date", "· " + Problems.inWords(problem), Map.of());
        ui.setPollInterval(LOOK_AGAIN_MS);
    }
}
