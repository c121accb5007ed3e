package io.tidemark.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.refresh.RefreshRun;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a refresh that was asked for.
 *
 * @param wanted everything committed before this instant is to be counted
 * @param asOf the instant the figures are true for; null unless done
 * @param run the refresh that made them so; null unless done
 * @param error why it failed; null unless it did
 */
record RefreshDocument(
        State state,
        Instant wanted,
        @JsonProperty("as_of") @Nullable Instant asOf,
        @Nullable Run run,
        @Nullable String error) {

    /** How far it is. */
    enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("done")
        DONE,
        @JsonProperty("failed")
        FAILED
    }

    /** A refresh. */
    record Run(
            long id,
            @JsonProperty("started_at") Instant startedAt,
            @JsonProperty("finished_at") Instant finishedAt,
            String reason,
            @JsonProperty("started_by") String startedBy,
            @JsonProperty("rows_taken") long rowsTaken,
            @JsonProperty("views_changed") List<String> viewsChanged,
            @JsonProperty("duration_ms") double durationMs) {}

    static RefreshDocument running(Instant wanted) {
        return new RefreshDocument(State.RUNNING, wanted, null, null, null);
    }

    static RefreshDocument failed(Instant wanted, String error) {
        return new RefreshDocument(State.FAILED, wanted, null, null, error);
    }

    static RefreshDocument done(Instant wanted, Instant asOf, RefreshRun run) {
        return new RefreshDocument(
                State.DONE,
                wanted,
                asOf,
                new Run(
                        run.id(),
                        run.startedAt(),
                        run.finishedAt(),
                        run.reason(),
                        run.startedBy(),
                        run.rowsTaken(),
                        run.viewsChanged(),
                        run.duration().toNanos() / 1e6),
                null);
    }
}
