package io.tidemark.dashboard;

import io.tidemark.analytics.Range;
import io.tidemark.analytics.UsageFilter;
import io.tidemark.analytics.UsageQuery;
import java.util.Set;

/** All that can be chosen on the page; its address carries it, see {@link PageAddress}. */
record PageState(Range range, UsageFilter filter, Metric metric, Grouping grouping) {

    static final PageState DEFAULT = new PageState(Range.LAST_30_DAYS, UsageFilter.NONE, Metric.COST, Grouping.MODEL);

    UsageQuery query() {
        return new UsageQuery(range, filter);
    }

    PageState with(Range other) {
        return new PageState(other, filter, metric, grouping);
    }

    PageState with(UsageFilter other) {
        return new PageState(range, other, metric, grouping);
    }

    PageState with(Metric other) {
        return new PageState(range, filter, other, grouping);
    }

    PageState with(Grouping other) {
        return new PageState(range, filter, metric, other);
    }

    PageState withProviders(Set<String> providers) {
        return with(new UsageFilter(providers, filter.models(), filter.services()));
    }

    PageState withModels(Set<String> models) {
        return with(new UsageFilter(filter.providers(), models, filter.services()));
    }

    PageState withServices(Set<String> services) {
        return with(new UsageFilter(filter.providers(), filter.models(), services));
    }
}
