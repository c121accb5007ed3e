package io.tidemark.ui;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import io.tidemark.refresh.Deliveries;
import io.tidemark.refresh.RefreshCompleted;
import io.tidemark.refresh.RefreshWatch;
import io.tidemark.refresh.StatusRead;
import io.tidemark.security.limits.LimitsMet;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The pages that are open on this node. Painting them is the work of a few threads of its own, so that many pages hold up
 * neither the refresh nor each other's requests.
 */
@Component
public class OpenPages implements VaadinServiceInitListener, DisposableBean {

    private static final Duration RECONNECT = Duration.ofSeconds(2);

    /** How often a browser tries anew for a websocket, five seconds apart, before it takes to long polling. */
    private static final String WEBSOCKET_RETRIES = "2";

    private final Set<OpenPage> pages = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor painters;
    private final PaintPace pace = new PaintPace(Runtime.getRuntime().availableProcessors());
    private final RefreshWatch watch;
    private final Deliveries deliveries;
    private final LimitsMet limits;

    OpenPages(RefreshWatch watch, Deliveries deliveries, LimitsMet limits) {
        this.limits = limits;
        this.watch = watch;
        this.deliveries = deliveries;
        // Platform threads: painting computes, and on virtual ones it would keep all others from their turn.
        painters = new ScheduledThreadPoolExecutor(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().name("page-painter-", 0).daemon().factory());
        painters.setRemoveOnCancelPolicy(true);
        painters.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after the end
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addUIInitListener(init -> prepare(init.getUI()));
    }

    private void prepare(UI ui) {
        var page = new OpenPage(ui, this);
        ComponentUtil.setData(ui, OpenPage.class, page);
        ui.getPushConfiguration().setPushConnectionFactory(_ -> new PageConnection(ui, page, limits));
        ui.getReconnectDialogConfiguration().setReconnectInterval((int) RECONNECT.toMillis());
        ui.getPushConfiguration().setParameter("maxWebsocketErrorRetries", WEBSOCKET_RETRIES);
        ui.getPushConfiguration().setParameter("logLevel", "warn"); // else every message goes to the browser's console
    }

    /** How many there are. */
    public int count() {
        return pages.size();
    }

    @EventListener
    @Order(0)
    void expect(RefreshCompleted event) {
        deliveries.expect(event, pages.stream().filter(OpenPage::showsFigures).toList());
    }

    @EventListener({RefreshCompleted.class, StatusRead.class})
    @Order(Ordered.LOWEST_PRECEDENCE)
    void wake() {
        pages.forEach(OpenPage::wake);
    }

    CompletableFuture<StatusRead> status() {
        return watch.status();
    }

    @Nullable
    StatusRead lastStatus() {
        return watch.lastStatus();
    }

    void opened(OpenPage page) {
        pages.add(page);
        watch.enter();
    }

    void closed(OpenPage page) {
        if (pages.remove(page)) {
            watch.leave();
            deliveries.left(page);
        }
    }

    /** A page was sent the figures of this refresh. */
    void sent(OpenPage page, Instant refresh) {
        deliveries.delivered(page, refresh);
    }

    /** The browser of a page does not listen. */
    void unheard(OpenPage page) {
        deliveries.left(page);
    }

    /** How long a page waits after one paint for the next. */
    Duration betweenPaints() {
        return pace.between(pages.size());
    }

    /** So long it took to paint a page. */
    void took(long nanos) {
        pace.took(nanos);
    }

    Future<?> later(Runnable work, long delayNanos) {
        return painters.schedule(work, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    }

    @Override
    public void destroy() {
        painters.shutdownNow();
    }
}
