package io.tidemark.admin;

import java.time.Instant;

/** What inserts and a refresh cost here when somebody measured it; see the table strategy_measurement. */
record Measurement(
        Instant measuredAt,
        String measuredBy,
        int inserts,
        double insertUs,
        double insertGatedUs,
        double insertHintingUs,
        double refreshMs,
        long refreshRows,
        long refreshWalBytes,
        long refreshCatalogRows) {

    static final String LAST = "SELECT * FROM strategy_measurement ORDER BY id DESC LIMIT 1";

    /** What part of an insert the trigger adds while the gate is closed. */
    double gatedCost() {
        return cost(insertGatedUs);
    }

    /** What part of an insert the trigger adds that sends a hint. */
    double hintingCost() {
        return cost(insertHintingUs);
    }

    private double cost(double withTrigger) {
        return Math.max(0, withTrigger / insertUs - 1);
    }
}
