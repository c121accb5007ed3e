package io.tidemark.refresh;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the database look once a minute whether triggers, columns and views are still what figures depend on, and set right
 * what can be. Says what it finds, once.
 */
final class DriftWatch {

    private static final Logger log = LoggerFactory.getLogger(DriftWatch.class);
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private long due = System.nanoTime(); // whatever the clock does
    private List<Drift> said = List.of();

    /** What is not as it must be, and what helps. */
    record Drift(String finding, String cure) {}

    /** What was set right, or why it was not. */
    record Repair(String object, String outcome) {}

    void ifDue(Maintenance.Place place) {
        if (System.nanoTime() - due < 0) {
            return;
        }
        due = System.nanoTime() + BETWEEN.toNanos();
        try {
            RefreshSession session = place.session();
            for (Repair repair : session.repairDrift()) {
                log.warn("event=drift_repair object={} outcome=\"{}\"", repair.object(), repair.outcome());
            }
            List<Drift> found = session.findDrift();
            for (Drift drift : found) {
                if (!said.contains(drift)) {
                    log.warn("event=drift finding=\"{}\" cure=\"{}\"", drift.finding(), drift.cure());
                }
            }
            said = found;
        } catch (RuntimeException | SQLException e) {
            log.warn("event=drift_not_checked cause=\"{}\"", Refresher.inOneLine(e));
        }
    }
}
