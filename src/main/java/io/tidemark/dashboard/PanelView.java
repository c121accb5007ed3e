package io.tidemark.dashboard;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.Route;
import io.tidemark.security.Access;
import io.tidemark.ui.MainLayout;
import jakarta.annotation.security.RolesAllowed;

/** One panel, large. */
@RolesAllowed(Access.VIEWER)
@Route(value = "analytics/panel/:panel", layout = MainLayout.class)
class PanelView extends UsageView implements BeforeEnterObserver, HasDynamicTitle {

    private String title = "";

    PanelView(PageServices services) {
        super("Overview", services);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var name = event.getRouteParameters()
                .get("panel")
                .flatMap(PanelName::at)
                .orElseThrow(() -> new NotFoundException("no such panel"));
        if (!name.title.equals(title)) {
            title = name.title;
            removePanels();
            panel(Panels.create(name, this)).isOnItsOwnPage();
        }
    }

    @Override
    public String getPageTitle() {
        return title + " · Tidemark";
    }
}
