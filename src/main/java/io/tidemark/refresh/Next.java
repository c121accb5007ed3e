package io.tidemark.refresh;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the loop does after a turn.
 *
 * @param time how long it sleeps
 * @param wakeable whether a hint ends the sleep
 * @param unless the snapshot of the database as it was seen: another one ends the sleep too; null where none does
 */
record Next(Duration time, boolean wakeable, @Nullable String unless) {

    static final Next AT_ONCE = within(Duration.ZERO);

    /** Sleeps until something happens, or this long. */
    static Next within(Duration time) {
        return new Next(time, true, null);
    }

    /** Sleeps until something happens, a transaction of anybody ends that was not seen to, or this long. */
    static Next withinOrOnceMovedFrom(String snapshot, Duration time) {
        return new Next(time, true, snapshot);
    }

    /** Sleeps this long, whatever happens. */
    static Next after(Duration time) {
        return new Next(time, false, null);
    }
}
