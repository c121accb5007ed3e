package io.tidemark.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.server.ErrorEvent;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import io.tidemark.security.limits.SparseLog;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Says so when what somebody asked a page for was not done, and leaves the page as it is. */
@Component
class NotDone implements VaadinServiceInitListener {

    private static final Logger log = LoggerFactory.getLogger(NotDone.class);
    private static final int MESSAGE_MS = 8_000;
    private static final int LONGEST_CAUSE = 300;

    private final FailingPages failed;
    private final SparseLog sparse = new SparseLog();

    NotDone(FailingPages failed) {
        this.failed = failed;
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addSessionInitListener(init -> init.getSession().setErrorHandler(this::tell));
    }

    private void tell(ErrorEvent event) {
        var failure = event.getThrowable();
        if (failure instanceof FailingPages.PageEnded) {
            return; // is counted, and was said of each failure before
        }
        var ui = UI.getCurrent();
        var component = event.getComponent();
        log(failure, ui, component.map(of -> of.getClass().getSimpleName()).orElse(""));
        if (ui != null && FailingPages.wasAsked(failure)) {
            failed.count(ui);
        }
        // Without a component it was nothing that somebody asked for.
        if (ui != null && component.isPresent()) {
            Notification.show(inWords(event.getThrowable()), MESSAGE_MS, Notification.Position.TOP_END);
        }
    }

    /** One line a kind and minute: whoever asks does not decide how much is logged. */
    private void log(Throwable failure, @Nullable UI ui, String component) {
        String kind = failure.getClass().getName() + " " + component;
        sparse.missedBefore(kind).ifPresent(missed -> {
            String event = "event=not_done page=%s component=%s not_logged=%d".formatted(page(ui), component, missed);
            if (FailingPages.wasAsked(failure) && !FailingPages.isOurs(failure)) {
                String cause = failure.toString();
                log.warn("{} cause=\"{}\"", event, cause.substring(0, Math.min(cause.length(), LONGEST_CAUSE)));
            } else {
                Problems.log(log, event, failure);
            }
        });
    }

    private static String page(@Nullable UI ui) {
        String path = ui == null ? "" : ui.getActiveViewLocation().getPath();
        return path.substring(0, Math.min(path.length(), LONGEST_CAUSE));
    }

    static String inWords(Throwable problem) {
        var words = Problems.inWords(problem);
        return "Not done: " + words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }
}
