package io.tidemark.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, not for a time. */
public final class Until {

    /** How long anything may take. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    /** Between two tries the processor is left to whoever is waited for. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Until() {}

    /** Waits for a moment, in a loop that asks for something without a listener; ends early when interrupted. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    /** Repeats the assertion until it holds; fails as it does when that takes too long. */
    public static void asserted(Runnable assertion) {
        Instant end = Instant.now().plus(LONGEST);
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                pause();
            }
        }
    }
}
