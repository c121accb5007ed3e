package io.tidemark.admin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Long work that somebody started, as every page of this node sees it.
 *
 * @param fraction done, 0 to 1; null where it cannot be told
 * @param detail what it does right now
 * @param outcome what became of it; null while it runs
 */
record Job(
        Kind kind,
        String title,
        String startedBy,
        Instant startedAt,
        @Nullable Double fraction,
        String detail,
        boolean cancelling,
        @Nullable Outcome outcome) {

    private static final Duration GOOD_NEWS_STAYS = Duration.ofSeconds(20);

    /** Of each kind there is one at a time. */
    enum Kind {
        REFRESH,
        SWITCH,
        RECOUNT,
        VERIFY,
        MEASURE
    }

    /**
     * The end.
     *
     * @param text a sentence or two
     */
    record Outcome(boolean good, String text, Instant at) {

        /** Good news goes by itself after a while, bad news stays until somebody closes it. */
        boolean isOld() {
            return good && at.plus(GOOD_NEWS_STAYS).isBefore(Instant.now());
        }
    }

    static Job started(Kind kind, String title, String by) {
        return new Job(kind, title, by, Instant.now(), null, "", false, null);
    }

    Job at(@Nullable Double newFraction, String newDetail) {
        return new Job(kind, title, startedBy, startedAt, newFraction, newDetail, cancelling, outcome);
    }

    Job isCancelling() {
        return new Job(kind, title, startedBy, startedAt, fraction, detail, true, outcome);
    }

    Job ended(boolean good, String text) {
        return new Job(
                kind, title, startedBy, startedAt, fraction, detail, false, new Outcome(good, text, Instant.now()));
    }

    boolean running() {
        return outcome == null;
    }
}
