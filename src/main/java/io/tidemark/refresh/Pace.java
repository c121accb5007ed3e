package io.tidemark.refresh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * Keeps refreshing under its share of the time. Goes by the median of the last five refreshes, so that one long
 * catch-up is not followed by a pause that nothing asks for any more.
 */
final class Pace {

    private static final int REMEMBERED = 5;

    private final Deque<Duration> durations = new ArrayDeque<>(Collections.nCopies(REMEMBERED, Duration.ZERO));

    /** How long to sleep after a refresh that took so long, when refreshing may take this part of the time. */
    Duration pauseAfter(Duration refresh, double maxShare) {
        durations.removeFirst();
        durations.addLast(refresh);
        Duration usual =
                durations.stream().sorted().skip(REMEMBERED / 2).findFirst().orElse(refresh);
        return Duration.ofNanos((long) (usual.toNanos() * (1 / maxShare - 1)));
    }
}
