package io.tidemark.analytics;

import java.util.Set;

/** Counts only calls of these; an empty set leaves its dimension free. */
public record UsageFilter(Set<String> providers, Set<String> models, Set<String> services) {

    public static final UsageFilter NONE = new UsageFilter(Set.of(), Set.of(), Set.of());

    public UsageFilter {
        providers = Set.copyOf(providers);
        models = Set.copyOf(models);
        services = Set.copyOf(services);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }
}
