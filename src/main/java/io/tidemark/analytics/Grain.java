package io.tidemark.analytics;

/** How long a bucket is. */
public enum Grain {
    HOUR,
    DAY
}
