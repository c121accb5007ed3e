package io.tidemark.refresh;

import java.time.Instant;

/**
 * Published after a refresh: whoever shows figures may read them again.
 *
 * @param heardAt the database's clock when this node had heard of it
 */
public record RefreshCompleted(RefreshRun run, Instant heardAt) {}
