package io.tidemark.dashboard;

import io.tidemark.analytics.SharedOverviews;
import io.tidemark.refresh.RefreshCompleted;
import io.tidemark.refresh.SettingsChanged;
import io.tidemark.refresh.StatusRead;
import java.time.Instant;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Has figures read anew after a refresh by whomever, after a change of the settings, and when an hour begins, before any
 * page is told of it.
 */
@Component
class MoveFiguresOn {

    private final SharedOverviews overviews;
    private Instant latest = Instant.MIN;
    private Instant hour = Instant.MIN;

    MoveFiguresOn(SharedOverviews overviews) {
        this.overviews = overviews;
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    synchronized void after(RefreshCompleted event) {
        latest = event.run().asOf();
        overviews.moveOn(latest);
    }

    /** The currency and the time zone are part of what is read. */
    @EventListener(SettingsChanged.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void afterSettings() {
        overviews.moveOn();
    }

    /** Finds what nobody told us of, because the connection that listens is gone. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    synchronized void after(StatusRead event) {
        var status = event.status();
        if (status == null) {
            return;
        }
        if (status.refresh() != null && status.refresh().isAfter(latest)) {
            latest = status.refresh();
            overviews.moveOn(latest);
        }
        // Ranges end with the hour that is filling.
        if (!status.hour().equals(hour)) {
            hour = status.hour();
            overviews.moveOn();
        }
    }
}
