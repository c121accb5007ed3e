package io.tidemark.security.limits;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many requests a minute from one sender: a bucket of a minute's tokens that fills evenly. Of each sender it keeps one
 * number, the time by which its bucket is full again, and of no more senders than {@link #MOST_SENDERS}; whoever asked
 * longest ago is forgotten first.
 */
final class RateLimit {

    static final int MOST_SENDERS = 10_000;

    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private final long perRequest;
    private final LongSupplier nanoTime;
    private final Map<Object, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
            return size() > MOST_SENDERS;
        }
    };

    RateLimit(int perMinute, LongSupplier nanoTime) {
        if (perMinute < 1) {
            throw new IllegalArgumentException("A limit has to allow a request a minute, not " + perMinute);
        }
        this.perMinute = perMinute;
        this.perRequest = WINDOW / perMinute;
        this.nanoTime = nanoTime;
    }

    int perMinute() {
        return perMinute;
    }

    /** Counts a request, and says how long its sender has to wait first: nothing where it may go on. */
    synchronized Duration take(Object sender) {
        long now = nanoTime.getAsLong();
        Long full = fullAt.get(sender);
        long from = full == null || full - now < 0 ? now : full;
        long over = from + perRequest - now - WINDOW;
        if (over > 0) {
            return Duration.ofNanos(over);
        }
        fullAt.put(sender, from + perRequest);
        return Duration.ZERO;
    }

    /** How long a sender would have to wait; nothing is counted. */
    synchronized Duration pause(Object sender) {
        long now = nanoTime.getAsLong();
        Long full = fullAt.get(sender);
        return full == null || full - now < 0
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, full + perRequest - now - WINDOW));
    }

    synchronized int senders() {
        return fullAt.size();
    }
}
