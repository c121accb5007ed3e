package io.tidemark.security;

import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.auth.AccessAnnotationChecker;
import com.vaadin.flow.server.auth.AccessCheckDecision;
import com.vaadin.flow.server.auth.AccessCheckResult;
import com.vaadin.flow.server.auth.AnnotatedViewAccessChecker;
import com.vaadin.flow.server.auth.NavigationAccessChecker;
import com.vaadin.flow.server.auth.NavigationContext;
import jakarta.annotation.security.RolesAllowed;
import java.util.Arrays;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Says who may see a view: those whom its annotations name. Where the dashboards are public, what a VIEWER may see
 * everybody may. A view without an annotation is for nobody.
 */
@Component
public class ViewAccess implements NavigationAccessChecker {

    private final AccessAnnotationChecker annotations = new AccessAnnotationChecker();
    private final NavigationAccessChecker ofNavigation = new AnnotatedViewAccessChecker(annotations);
    private final boolean publicDashboards;
    private final RefusedAccess refused;

    ViewAccess(@Value("${tidemark.public-dashboards}") boolean publicDashboards, RefusedAccess refused) {
        this.publicDashboards = publicDashboards;
        this.refused = refused;
    }

    @Override
    public AccessCheckResult check(NavigationContext context) {
        if (publicDashboards && isForViewers(context.getNavigationTarget())) {
            return context.allow();
        }
        var result = ofNavigation.check(context);
        var who = context.getPrincipal();
        if (who != null && result.decision() == AccessCheckDecision.DENY) {
            refused.forbidden(who.getName(), "/" + context.getLocation().getPath());
        }
        return result;
    }

    /** Whether whoever sent the request may see the view, which must not be in the answer otherwise. */
    public boolean lets(VaadinRequest request, Class<?> view) {
        return (publicDashboards && isForViewers(view))
                || annotations.hasAccess(view, request.getUserPrincipal(), request::isUserInRole);
    }

    private static boolean isForViewers(Class<?> view) {
        var allowed = view.getAnnotation(RolesAllowed.class);
        return allowed != null && Arrays.asList(allowed.value()).contains(Access.VIEWER);
    }
}
