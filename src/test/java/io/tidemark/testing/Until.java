package io.tidemark.testing;

import java.time.Duration;
import java.time.Instant;

/** Waits for a condition, not for a time. */
public final class Until {

    /** How long anything may take. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private Until() {}

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
                Thread.onSpinWait();
            }
        }
    }
}
