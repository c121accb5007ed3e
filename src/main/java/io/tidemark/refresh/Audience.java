package io.tidemark.refresh;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * How many pages with figures are open on this node: what HYBRID goes by. The loop tells the other nodes whether there is
 * any, see {@link RefreshSession#announceAudience}.
 */
@Component
public class Audience {

    private final AtomicInteger pages = new AtomicInteger();
    private volatile Runnable arrival = () -> {};

    /** A page was opened. */
    public void enter() {
        pages.incrementAndGet();
        arrival.run();
    }

    /** A page was closed. */
    public void leave() {
        pages.decrementAndGet();
    }

    boolean present() {
        return pages.get() > 0;
    }

    void onArrival(Runnable action) {
        arrival = action;
    }
}
