package io.tidemark.security;

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
class ViewAccess implements NavigationAccessChecker {

    private final AnnotatedViewAccessChecker annotations = new AnnotatedViewAccessChecker();
    private final boolean publicDashboards;

    ViewAccess(@Value("${tidemark.public-dashboards}") boolean publicDashboards) {
        this.publicDashboards = publicDashboards;
    }

    @Override
    public AccessCheckResult check(NavigationContext context) {
        return publicDashboards && isForViewers(context.getNavigationTarget())
                ? context.allow()
                : annotations.check(context);
    }

    private static boolean isForViewers(Class<?> view) {
        var allowed = view.getAnnotation(RolesAllowed.class);
        return allowed != null && Arrays.asList(allowed.value()).contains(Access.VIEWER);
    }
}
