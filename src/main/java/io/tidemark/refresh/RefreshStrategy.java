package io.tidemark.refresh;

/** When the views are refreshed. */
public enum RefreshStrategy {
    /** When a call arrives. */
    TRIGGER,
    /** By a schedule alone; nothing is added to an INSERT. */
    CRON,
    /** When a call arrives while somebody watches, else when the figures get too old. */
    HYBRID
}
