package io.tidemark.refresh;

import java.time.Duration;

/**
 * What the loop does after a turn.
 *
 * @param time how long it sleeps
 * @param wakeable whether a hint ends the sleep
 */
record Next(Duration time, boolean wakeable) {

    static final Next AT_ONCE = new Next(Duration.ZERO, true);

    /** Sleeps until something happens, or this long. */
    static Next within(Duration time) {
        return new Next(time, true);
    }

    /** Sleeps this long, whatever happens. */
    static Next after(Duration time) {
        return new Next(time, false);
    }
}
