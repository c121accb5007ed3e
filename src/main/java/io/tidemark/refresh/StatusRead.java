package io.tidemark.refresh;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Published whenever {@link RefreshWatch} has looked how fresh the figures are.
 *
 * @param status what it found, or had found when the database last answered; null where it never did
 * @param reachable whether the database answered
 * @param nanos when it last answered, by {@link System#nanoTime()}
 */
public record StatusRead(@Nullable RefreshStatus status, boolean reachable, long nanos) {

    /** What the database's clock says now; null where it never answered. */
    public @Nullable Instant now() {
        return status == null ? null : status.readAt().plusNanos(System.nanoTime() - nanos);
    }
}
