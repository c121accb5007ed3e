package io.tidemark.account;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterListener;
import com.vaadin.flow.router.ListenerPriority;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import io.tidemark.security.SignedIn;
import org.springframework.stereotype.Component;

/** Leads those who must change their password there, wherever they want to go. */
@Component
class PasswordDuty implements VaadinServiceInitListener {

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addUIInitListener(init -> init.getUI().addBeforeEnterListener(new Detour()));
    }

    /** Before it is looked whether they may see the view, which they may not yet. */
    @ListenerPriority(1_000)
    private static final class Detour implements BeforeEnterListener {

        @Override
        public void beforeEnter(BeforeEnterEvent event) {
            if (event.getNavigationTarget() != PasswordView.class
                    && SignedIn.current().filter(SignedIn::mustChangePassword).isPresent()) {
                event.forwardTo(PasswordView.class);
            }
        }
    }
}
