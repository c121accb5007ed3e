package io.tidemark.refresh;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the partitions of the coming months and prunes the run history. What fails is tried again an hour later. */
final class Maintenance {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration BETWEEN = Duration.ofHours(1);

    private long due = System.nanoTime(); // whatever the clock does

    /** Where the work is done. */
    interface Place {
        RefreshSession session() throws SQLException;
    }

    private interface Work {
        void in(RefreshSession session);
    }

    void ifDue(Place place) {
        if (System.nanoTime() - due < 0) {
            return;
        }
        due = System.nanoTime() + BETWEEN.toNanos();
        attempt("list_months", place, session -> {
            for (LocalDate month : session.monthsWithoutPartition()) {
                attempt("create_partition", place, it -> it.createPartition(month));
            }
        });
        attempt("prune_history", place, RefreshSession::pruneHistory);
    }

    private static void attempt(String step, Place place, Work work) {
        try {
            work.in(place.session());
        } catch (RuntimeException | SQLException e) {
            log.warn("event=maintenance_failed step={} cause=\"{}\"", step, Refresher.inOneLine(e));
        }
    }
}
