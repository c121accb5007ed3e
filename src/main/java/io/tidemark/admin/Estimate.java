package io.tidemark.admin;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;

/** Guesses how far one long statement is by the time that it is expected to take, because PostgreSQL does not say. */
final class Estimate implements AutoCloseable {

    private static final long BETWEEN_REPORTS_MS = 500;
    private static final double NEVER_MORE = 0.97;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("admin-estimate").factory());

    /**
     * Reports until it is closed.
     *
     * @param report takes how far it is; throws when the statement is to end
     * @param end ends the statement
     */
    Estimate(Duration expected, DoubleConsumer report, Runnable end) {
        long began = System.nanoTime();
        var _ = thread.scheduleAtFixedRate(
                () -> {
                    double part = (System.nanoTime() - began) / (double) Math.max(1, expected.toNanos());
                    try {
                        report.accept(Math.min(NEVER_MORE, part));
                    } catch (IllegalStateException e) {
                        end.run(); // the thread that waits for the statement does not see what is thrown in this one
                    }
                },
                0,
                BETWEEN_REPORTS_MS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
