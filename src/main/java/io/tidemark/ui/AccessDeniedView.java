package io.tidemark.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.router.AccessDeniedException;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;

/** Says that a page is not for whoever asks for it. */
@AnonymousAllowed
@PageTitle("For admins · Tidemark")
@ParentLayout(MainLayout.class)
public class AccessDeniedView extends Page implements HasErrorParameter<AccessDeniedException> {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<AccessDeniedException> parameter) {
        add(
                PageHeader.ofNoFigures("This page is for admins"),
                new EmptyState(
                        "You are not one of them",
                        "Ask an admin to give you the role, or to do it for you.",
                        new Anchor("analytics", "Go to the overview")));
        return HttpServletResponse.SC_FORBIDDEN;
    }
}
