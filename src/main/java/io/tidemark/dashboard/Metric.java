package io.tidemark.dashboard;

import io.tidemark.analytics.Sums;

/** What the columns of the daily metrics count. */
enum Metric {
    COST("Cost"),
    CALLS("Calls"),
    TOKENS("Tokens");

    final String label;

    Metric(String label) {
        this.label = label;
    }

    double of(Sums sums) {
        return switch (this) {
            case COST -> sums.cost().doubleValue();
            case CALLS -> sums.calls();
            case TOKENS -> sums.tokens();
        };
    }
}
