package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;
import java.time.Instant;

/**
 * The last time that somebody chose this strategy.
 *
 * @param changedAt when it was switched to; a later change of its schedule alone does not count
 */
record StrategyChange(RefreshStrategy toStrategy, Instant changedAt, String changedBy) {

    static final String QUERY = """
            SELECT DISTINCT ON (to_strategy) to_strategy, changed_at, changed_by
            FROM refresh_strategy_change
            WHERE from_strategy <> to_strategy
            ORDER BY to_strategy, id DESC""";
}
