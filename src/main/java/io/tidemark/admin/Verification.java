package io.tidemark.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recount of all figures from the calls.
 *
 * @param asOf the instant whose figures were recounted
 * @param calls about how many calls were counted
 * @param differing cells that differed
 * @param repairedAt when a repair or rebuild came after it
 */
record Verification(
        long id,
        Instant startedAt,
        Instant finishedAt,
        String startedBy,
        @Nullable Instant asOf,
        long calls,
        long differing,
        @Nullable Instant repairedAt) {

    static final String LAST = """
            SELECT id, started_at, finished_at, started_by, as_of, calls, differing, (
                SELECT max(r.finished_at)
                FROM refresh_run r
                WHERE r.reason IN ('repair', 'rebuild') AND r.error IS NULL AND r.started_at > v.started_at
                ) AS repaired_at
            FROM analytics_verification v
            ORDER BY id DESC
            LIMIT 1""";
}
