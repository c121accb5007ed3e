package io.tidemark.dashboard;

/** What the columns of the daily metrics are stacked by. */
enum Grouping {
    PROVIDER("By provider"),
    MODEL("By model");

    final String label;

    Grouping(String label) {
        this.label = label;
    }
}
