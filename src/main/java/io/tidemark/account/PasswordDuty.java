package io.tidemark.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterListener;
import com.vaadin.flow.router.ListenerPriority;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import io.tidemark.security.SignedIn;
import java.util.List;
import org.springframework.stereotype.Service;

/** Leads those who must change their password or add a second factor there, wherever they want to go. */
@Service
class PasswordDuty implements VaadinServiceInitListener {

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addUIInitListener(init -> init.getUI().addBeforeEnterListener(new Detour()));
    }

    private static boolean owesSomething(SignedIn who) {
        return who.mustChangePassword() || who.mustAddSecondFactor();
    }

    /** Before it is looked whether they may see the view, which they may not yet. */
    @ListenerPriority(1_000)
    private static final class Detour implements BeforeEnterListener {

        @Override
        public void beforeEnter(BeforeEnterEvent event) {
            var who = SignedIn.current();
            List<Class<? extends Component>> dues =
                    who.filter(SignedIn::mustChangePassword).isPresent()
                            ? List.of(PasswordView.class)
                            : List.of(SecondFactorView.class, PasskeysView.class);
            if (!dues.contains(event.getNavigationTarget())
                    && who.filter(PasswordDuty::owesSomething).isPresent()) {
                event.forwardTo(dues.getFirst());
            }
        }
    }
}
