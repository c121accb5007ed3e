package io.tidemark.refresh;

/** Published after a refresh that failed: the figures stay as they were. */
public record RefreshFailed() {}
