package io.tidemark.ingest.csv;

/** What stands first in dates like 03/04/2026. */
public enum DateOrder {
    DAY_FIRST("day/month/year"),
    MONTH_FIRST("month/day/year");

    private final String label;

    DateOrder(String label) {
        this.label = label;
    }

    /** Its name on a page. */
    public String label() {
        return label;
    }
}
