package io.tidemark.refresh;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks every second whether the views lack anything, and has them refreshed when they do. */
@Component
class RefreshLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RefreshLoop.class);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(10);
    private static final int CHECKS_BETWEEN_PARTITIONS = 3_600;

    private final Refresher refresher;
    private final Waiter waiter = new Waiter();
    private volatile boolean running;
    private @Nullable Thread thread;
    private int checksUntilPartitions;

    RefreshLoop(Refresher refresher) {
        this.refresher = refresher;
    }

    /** Does what is due and returns how long nothing else will be. */
    Duration tick() {
        try {
            if (checksUntilPartitions-- <= 0) {
                refresher.createPartitions();
                checksUntilPartitions = CHECKS_BETWEEN_PARTITIONS;
            }
            if (refresher.changesPending()) {
                refresher.refresh("check", "app");
            }
            return BETWEEN_CHECKS;
        } catch (DataAccessException e) {
            log.warn("event=refresh_failed retry_s={} cause=\"{}\"", BETWEEN_ATTEMPTS.toSeconds(), e.getMessage());
            return BETWEEN_ATTEMPTS;
        }
    }

    private void run() {
        while (running) {
            waiter.await(tick());
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("refresh-loop").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        waiter.wake();
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
