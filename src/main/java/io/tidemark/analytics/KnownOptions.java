package io.tidemark.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what can be filtered by, which takes a fifth of the time of a page's reading and hardly ever changes. It is
 * read again after half a minute, and at once where a model is shown that was not among it.
 */
final class KnownOptions {

    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MOST_KEPT = 100;

    private final Map<Stretch, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Stretch, Known> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Stretch(Instant from, Instant to) {}

    private record Known(Instant readAt, Options options) {

        boolean serves(Instant now, Collection<ModelName> shown) {
            return Duration.between(readAt, now).abs().compareTo(KEPT) < 0
                    && new HashSet<>(options.models()).containsAll(shown);
        }
    }

    /**
     * The options of a period.
     *
     * @param now by the database's clock
     * @param shown models that are among them for certain
     * @param read how to find them out
     */
    Options of(Period period, Instant now, Collection<ModelName> shown, Supplier<Options> read) {
        var stretch = new Stretch(period.start(), period.end());
        var last = last(stretch);
        if (last != null && last.serves(now, shown)) {
            return last.options();
        }
        var options = read.get();
        remember(stretch, new Known(now, options));
        return options;
    }

    private synchronized @Nullable Known last(Stretch of) {
        return known.get(of);
    }

    private synchronized void remember(Stretch of, Known options) {
        known.put(of, options);
    }
}
