package io.tidemark.background;

import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Begins all work in the background once nothing of the start can fail any more, and ends it before anything else ends. */
@Component
public class StartWhenReady implements SmartLifecycle {

    private final List<BackgroundWork> all;
    private boolean isReady;
    private volatile boolean running;

    StartWhenReady(List<BackgroundWork> all) {
        this.all = all;
    }

    @EventListener(ApplicationReadyEvent.class)
    synchronized void begin() {
        isReady = true;
        start();
    }

    @Override
    public synchronized void start() {
        if (isReady && !running) {
            running = true;
            all.forEach(BackgroundWork::start);
        }
    }

    @Override
    public synchronized void stop() {
        if (running) {
            all.forEach(BackgroundWork::stop);
            running = false;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
