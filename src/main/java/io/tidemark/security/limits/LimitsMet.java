package io.tidemark.security.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** How often each limit was met: {@code tidemark_limits_met_total}, one series for each. */
@Component
public class LimitsMet {

    /** What is limited. */
    public enum Limit {
        CONNECTIONS_PER_ADDRESS,
        REQUEST_TIME,
        PUSH_HANDSHAKE,
        PUSH_MESSAGE,
        PAGES_PER_SESSION,
        STRANGERS_PER_ADDRESS,
        STRANGERS,
        NEW_SESSIONS,
        HEAP
    }

    private final Map<Limit, Counter> counters = new EnumMap<>(Limit.class);

    LimitsMet(MeterRegistry registry) {
        for (var limit : Limit.values()) {
            counters.put(
                    limit,
                    Counter.builder("tidemark.limits.met")
                            .description("How often a limit was met")
                            .tag("limit", limit.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Counts one that met it. */
    public void count(Limit limit) {
        Objects.requireNonNull(counters.get(limit)).increment();
    }
}
