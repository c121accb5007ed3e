package io.tidemark.dashboard;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.tidemark.ui.MainLayout;
import io.tidemark.ui.Page;
import io.tidemark.ui.PageHeader;
import io.tidemark.ui.Panel;

/** The landing page. */
@Route(value = "analytics", layout = MainLayout.class)
@PageTitle("Overview · Tidemark")
@Menu(title = "Overview", order = 1)
class OverviewView extends Page {

    OverviewView() {
        add(new PageHeader("Overview"), new Panel("Daily metrics", new Div("…")));
    }
}
