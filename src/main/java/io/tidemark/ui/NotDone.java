package io.tidemark.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.server.ErrorEvent;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Says so when what somebody asked a page for was not done, and leaves the page as it is. */
@Component
class NotDone implements VaadinServiceInitListener {

    private static final Logger log = LoggerFactory.getLogger(NotDone.class);
    private static final int MESSAGE_MS = 8_000;

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addSessionInitListener(init -> init.getSession().setErrorHandler(NotDone::tell));
    }

    private static void tell(ErrorEvent event) {
        var ui = UI.getCurrent();
        var component = event.getComponent();
        var page = ui == null ? "" : ui.getActiveViewLocation().getPath();
        var where = component.map(of -> of.getClass().getSimpleName()).orElse("");
        Problems.log(log, "event=not_done page=%s component=%s".formatted(page, where), event.getThrowable());
        // Without a component it was nothing that somebody asked for.
        if (ui != null && component.isPresent()) {
            Notification.show(inWords(event.getThrowable()), MESSAGE_MS, Notification.Position.TOP_END);
        }
    }

    static String inWords(Throwable problem) {
        var words = Problems.inWords(problem);
        return "Not done: " + words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }
}
