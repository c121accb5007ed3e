package io.tidemark.refresh;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** What monitoring can see of the refresh; the names are in README.md. */
@Component
class RefreshMetrics {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final String VISIBLE = "From the commit of the newest call in a refresh to the views";
    private static final String DELIVERED = "From the commit of the newest call in a refresh to the last open page";

    private final MeterRegistry registry;
    private final DistributionSummary rows;
    private final Counter failures;
    private final Counter hintsReceived;
    private final Counter unannounced;
    private final AtomicLong hintsSent = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger listening = new AtomicInteger();
    private final AtomicLong asOfMillis = new AtomicLong();
    private volatile String strategy = RefreshStrategy.TRIGGER.name();

    RefreshMetrics(MeterRegistry registry) {
        this.registry = registry;
        rows = DistributionSummary.builder("tidemark.refresh.rows")
                .description("Calls inserted, changed or deleted that a refresh took in")
                .register(registry);
        failures = Counter.builder("tidemark.refresh.failures")
                .description("Refreshes and checks of this node that failed")
                .register(registry);
        hintsReceived = Counter.builder("tidemark.refresh.hints.received")
                .description("Hints that reached this node")
                .register(registry);
        unannounced = Counter.builder("tidemark.refresh.unannounced")
                .description("Refreshes after a check found something that no hint had announced")
                .register(registry);
        gauge("tidemark.refresh.hints.sent", "Number of the last hint that a transaction sent", hintsSent);
        gauge("tidemark.refresh.pending", "1 while the views lack something", pending);
        gauge("tidemark.refresh.listening", "1 while this node hears notifications", listening);
        Gauge.builder("tidemark.refresh.lag", this, RefreshMetrics::lagSeconds)
                .description("Seconds since the instant the views are true for; 0 while they lack nothing")
                .baseUnit("seconds")
                .register(registry);
    }

    void looked(LoopState state) {
        pending.set(state.pending() ? 1 : 0);
        strategy = state.strategy().name();
        asOfMillis.set(state.asOf() == null ? 0 : state.asOf().toEpochMilli());
    }

    void refreshed(RefreshRun run) {
        Timer.builder("tidemark.refresh.duration")
                .description("Refreshes, by whoever started them")
                .tag("reason", run.reason())
                .register(registry)
                .record(run.duration());
        rows.record((double) run.rowsTaken());
        lag("tidemark.refresh.insert.to.visible", VISIBLE, run, run.finishedAt());
        if (run.reason().equals("check")) {
            unannounced.increment();
        }
    }

    /** All pages of this node were sent the figures of this refresh at that instant. */
    void delivered(RefreshRun run, Instant at) {
        lag("tidemark.refresh.insert.to.delivered", DELIVERED, run, at);
    }

    private void lag(String name, String description, RefreshRun run, Instant until) {
        if (run.lastArrivalAt() != null) {
            Timer.builder(name)
                    .description(description)
                    .tag("strategy", strategy)
                    .publishPercentiles(0.5, 0.95, 0.99)
                    .register(registry)
                    .record(Duration.between(run.lastArrivalAt(), until));
        }
    }

    void failed() {
        failures.increment();
    }

    void hinted(String number) {
        hintsReceived.increment();
        if (NUMBER.matcher(number).matches()) {
            hintsSent.set(Long.parseLong(number));
        }
    }

    void listening(boolean hears) {
        listening.set(hears ? 1 : 0);
    }

    private double lagSeconds() {
        return pending.get() == 0
                ? 0
                : Duration.ofMillis(System.currentTimeMillis() - asOfMillis.get())
                        .toSeconds();
    }

    private void gauge(String name, String description, Number value) {
        Gauge.builder(name, value, Number::doubleValue).description(description).register(registry);
    }
}
