package io.tidemark.refresh;

/** Published after a refresh: whoever shows figures may read them again. */
public record RefreshCompleted(RefreshRun run) {}
