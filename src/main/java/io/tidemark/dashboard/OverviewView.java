package io.tidemark.dashboard;

import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.security.Access;
import io.tidemark.ui.MainLayout;
import jakarta.annotation.security.RolesAllowed;

/** The landing page: summary and all panels. */
@RolesAllowed(Access.VIEWER)
@Route(value = "analytics", layout = MainLayout.class)
@PageTitle("Overview · Tidemark")
@Menu(title = "Overview", order = 1)
class OverviewView extends UsageView {

    private final Summary summary = new Summary();

    OverviewView(PageServices services) {
        super("Overview", services);
        content(summary);
        for (var name : PanelName.values()) {
            panel(Panels.create(name, this));
        }
    }

    @Override
    void show(Shown shown) {
        summary.show(shown);
    }
}
