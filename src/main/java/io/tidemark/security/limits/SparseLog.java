package io.tidemark.security.limits;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whether to log what can happen any number of times: once a minute for each kind, and of so many kinds. */
public final class SparseLog {

    private static final long PAUSE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_KINDS = 100;
    private static final String OTHERS = "";

    private final LongSupplier clock;
    private final Map<String, Kind> kinds = new HashMap<>();

    public SparseLog() {
        this(System::nanoTime);
    }

    SparseLog(LongSupplier clock) {
        this.clock = clock;
    }

    private static final class Kind {

        private final long loggedAt;
        private long missed;

        Kind(long loggedAt) {
            this.loggedAt = loggedAt;
        }
    }

    /** How many of this kind were not logged since one was; nothing where this one is not to be logged either. */
    public synchronized OptionalLong missedBefore(String kind) {
        long now = clock.getAsLong();
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(kind)) {
            kinds.values().removeIf(known -> known.missed == 0 && now - known.loggedAt >= PAUSE_NS);
        }
        String counted = kinds.size() >= MOST_KINDS && !kinds.containsKey(kind) ? OTHERS : kind;
        var known = kinds.get(counted);
        if (known != null && now - known.loggedAt < PAUSE_NS) {
            known.missed++;
            return OptionalLong.empty();
        }
        kinds.put(counted, new Kind(now));
        return OptionalLong.of(known == null ? 0 : known.missed);
    }
}
