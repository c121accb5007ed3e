package io.tidemark.demo;

import io.tidemark.background.BackgroundWork;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * Where {@code tidemark.demo=true}: loads demo calls into an empty database once the application has started, and from
 * then on keeps new ones coming.
 */
@Component
@ConditionalOnBooleanProperty("tidemark.demo")
class DemoTrickle implements BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(DemoTrickle.class);
    private static final Duration BETWEEN_CALLS = Duration.ofSeconds(1);
    /** How often to look whether there are demo calls again to go on from, once they were removed. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final DemoData demo;
    private volatile CountDownLatch stop = new CountDownLatch(0);
    private Thread thread = Thread.ofVirtual().unstarted(this::run);

    DemoTrickle(DemoData demo) {
        this.demo = demo;
    }

    @Override
    public void start() {
        stop = new CountDownLatch(1);
        thread = Thread.ofVirtual().name("demo-trickle").start(this::run);
    }

    /** Lets a statement that is under way finish: to interrupt it would break its connection. */
    @Override
    public void stop() {
        stop.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            loadIntoEmptyDatabase();
            Duration pause = Duration.ZERO;
            while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only once: calls that were removed must not come back by themselves. */
    private void loadIntoEmptyDatabase() {
        try {
            if (demo.databaseIsEmpty()) {
                log.info("event=demo_calls_loaded count={}", demo.load());
            }
        } catch (RuntimeException e) {
            log.warn("event=demo_calls_not_loaded", e);
        }
    }

    private Duration step() {
        try {
            return demo.continueUntilNow() ? BETWEEN_CALLS : IDLE;
        } catch (RuntimeException e) {
            log.warn("event=demo_calls_not_written next_try_s={}", IDLE.toSeconds(), e);
            return IDLE;
        }
    }
}
