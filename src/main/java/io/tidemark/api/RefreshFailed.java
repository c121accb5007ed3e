package io.tidemark.api;

/** The views could not be refreshed; they stay as they were. */
final class RefreshFailed extends RuntimeException {

    RefreshFailed(Throwable cause) {
        super("The refresh failed; the figures stay as they were. GET /api/status has the reason.", cause);
    }
}
