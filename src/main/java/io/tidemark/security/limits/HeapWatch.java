package io.tidemark.security.limits;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GarbageCollectorMXBean;
import io.tidemark.background.BackgroundWork;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps a part of the heap free. Where more is in use, sessions of strangers end, half of them at a time; where that is
 * not enough, nobody new is let in. A small collection leaves garbage behind, so a whole one tells what is in use: it
 * takes at most a twentieth of the time.
 */
@Component
class HeapWatch implements BackgroundWork, NotificationListener {

    private static final Logger log = LoggerFactory.getLogger(HeapWatch.class);
    private static final int ALL = 100;
    private static final int REST_FOR_EACH_COLLECTION = 20;

    private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    private final long most;
    private final StrangerSessions strangers;
    private final LimitsMet met;
    private final Semaphore seemsShort = new Semaphore(0);
    private volatile boolean isShort;
    private @Nullable Thread thread;

    HeapWatch(@Value("${tidemark.limits.heap-percent}") int percent, StrangerSessions strangers, LimitsMet met) {
        most = Runtime.getRuntime().maxMemory() / ALL * percent;
        this.strangers = strangers;
        this.met = met;
    }

    /** Whether nothing should be begun that needs memory for longer. */
    boolean isShort() {
        return isShort;
    }

    @Override
    public void start() {
        for (var collector : ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)) {
            ((NotificationEmitter) collector).addNotificationListener(this, null, null);
        }
        thread = Thread.ofPlatform().name("heap-watch").daemon().start(this::watch);
    }

    @Override
    public void stop() {
        for (var collector : ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)) {
            try {
                ((NotificationEmitter) collector).removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                log.trace("event=heap_was_not_watched", e);
            }
        }
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void handleNotification(Notification notification, @Nullable Object unused) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        var collection = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        long used = collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> pools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        if (used > most && seemsShort.availablePermits() == 0) {
            seemsShort.release();
        }
    }

    private void watch() {
        try {
            while (true) {
                seemsShort.acquire();
                long took = look();
                Thread.sleep(took * REST_FOR_EACH_COLLECTION);
                seemsShort.drainPermits();
                if (isShort) {
                    seemsShort.release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes room where there is too little; returns the milliseconds that it took. */
    private long look() throws InterruptedException {
        long began = System.currentTimeMillis();
        int ended = 0;
        boolean stillShort = inUse() > most;
        while (stillShort) {
            int more = strangers.endHalf();
            if (more == 0) {
                break;
            }
            ended += more;
            stillShort = inUse() > most;
        }
        if (ended > 0 || stillShort) {
            met.count(LimitsMet.Limit.HEAP);
        }
        if (ended > 0 || stillShort != isShort) {
            log.warn("event={} sessions_ended={}", stillShort ? "heap_short" : "heap_sufficient", ended);
        }
        isShort = stillShort;
        return System.currentTimeMillis() - began;
    }

    @SuppressWarnings("PMD.DoNotCallGarbageCollectionExplicitly")
    private static long inUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
