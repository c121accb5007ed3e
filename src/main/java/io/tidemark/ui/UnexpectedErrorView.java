package io.tidemark.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Stands in for a page that could not be built; the log has the details. */
@AnonymousAllowed
@PageTitle("Error · Tidemark")
@ParentLayout(MainLayout.class)
public class UnexpectedErrorView extends Page implements HasErrorParameter<Exception> {

    private static final Logger log = LoggerFactory.getLogger(UnexpectedErrorView.class);

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> parameter) {
        var path = event.getLocation().getPathWithQueryParameters();
        log.error("page_failed path={}", path, parameter.getException());
        add(
                PageHeader.ofNoFigures("This page could not be shown"),
                new EmptyState(
                        parameter.getException() instanceof DataAccessException
                                ? "The database did not answer"
                                : "Something went wrong on the server",
                        "Try again in a moment. If it stays, look for page_failed in the server's log.",
                        new Anchor(path, "Try again"),
                        new Anchor("analytics", "Go to the overview")));
        return HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    }
}
