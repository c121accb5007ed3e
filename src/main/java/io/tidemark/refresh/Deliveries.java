package io.tidemark.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Sees when the last page of this node has been sent the figures of a refresh. */
@Component
public class Deliveries {

    /** Refreshes that a page may be behind are fewer. */
    private static final int MOST_AWAITED = 200;

    /** A browser that takes longer is no measure of this application. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final DeliveryLog log;
    private final RefreshMetrics metrics;
    private final Deque<Awaited> awaited = new ArrayDeque<>();

    Deliveries(DeliveryLog log, RefreshMetrics metrics) {
        this.log = log;
        this.metrics = metrics;
    }

    /** These pages are to get the figures of this refresh. */
    public synchronized void expect(RefreshCompleted event, Collection<?> pages) {
        if (event.run().lastArrivalAt() == null || pages.isEmpty()) {
            return;
        }
        while (awaited.size() >= MOST_AWAITED) {
            awaited.removeFirst();
        }
        awaited.addLast(new Awaited(event, pages));
    }

    /** This page was sent the figures of this refresh, and so those of the ones before. */
    public void delivered(Object page, Instant refresh) {
        without(page, refresh, true);
    }

    /** This page is closed, or its browser does not listen: nobody waits for it. */
    public void left(Object page) {
        without(page, Instant.MAX, false);
    }

    private void without(Object page, Instant upTo, boolean delivered) {
        long now = System.nanoTime();
        var complete = new ArrayList<Awaited>();
        synchronized (this) {
            awaited.removeIf(one -> now - one.since > LONGEST.toNanos());
            for (var one : awaited) {
                if (!one.event.run().asOf().isAfter(upTo) && one.pages.remove(page)) {
                    if (delivered) {
                        one.delivered++;
                        one.lastDelivery = now;
                    }
                    if (one.pages.isEmpty()) {
                        complete.add(one);
                    }
                }
            }
            awaited.removeAll(complete);
        }
        complete.stream().filter(one -> one.delivered > 0).forEach(this::keep);
    }

    private void keep(Awaited complete) {
        var event = complete.event;
        var at = event.heardAt().plusNanos(complete.lastDelivery - complete.since);
        log.add(event.run().id(), complete.delivered, at);
        metrics.delivered(event.run(), at);
    }

    /** A refresh that not all pages have yet. */
    private static final class Awaited {
        private final RefreshCompleted event;
        private final Set<Object> pages = new HashSet<>();
        private final long since = System.nanoTime();
        private int delivered;
        private long lastDelivery;

        Awaited(RefreshCompleted event, Collection<?> pages) {
            this.event = event;
            this.pages.addAll(pages);
        }
    }
}
