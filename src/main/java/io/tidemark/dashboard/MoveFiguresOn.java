package io.tidemark.dashboard;

import io.tidemark.analytics.SharedOverviews;
import io.tidemark.refresh.RefreshCompleted;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Has figures read anew after a refresh, by whomever, before anybody is told of it. */
@Component
class MoveFiguresOn {

    private final SharedOverviews overviews;

    MoveFiguresOn(SharedOverviews overviews) {
        this.overviews = overviews;
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void after(RefreshCompleted event) {
        overviews.moveOn(event.run().asOf());
    }
}
