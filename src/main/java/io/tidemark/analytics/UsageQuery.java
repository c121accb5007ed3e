package io.tidemark.analytics;

/** Which calls a page counts. */
public record UsageQuery(Range range, UsageFilter filter) {

    /** What the four materialized views hold. */
    boolean isAnsweredByViews() {
        return range.kind() == Range.Kind.LAST_30_DAYS && filter.isEmpty();
    }
}
