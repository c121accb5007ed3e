package io.tidemark.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;

/** Says that an address leads nowhere. */
@AnonymousAllowed
@PageTitle("Not found · Tidemark")
@ParentLayout(MainLayout.class)
public class NotFoundView extends Page implements HasErrorParameter<NotFoundException> {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> parameter) {
        add(
                PageHeader.ofNoFigures("Page not found"),
                new EmptyState(
                        "There is no page at /" + event.getLocation().getPath(),
                        "The link may be old or mistyped.",
                        new Anchor("analytics", "Go to the overview")));
        return HttpServletResponse.SC_NOT_FOUND;
    }
}
