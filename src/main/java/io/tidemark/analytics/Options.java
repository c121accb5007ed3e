package io.tidemark.analytics;

import java.util.List;

/** What can be filtered by: whatever was called in the period or in the last 30 days, in order of the names. */
public record Options(List<ModelName> models, List<String> services) {

    public List<String> providers() {
        return models.stream().map(ModelName::provider).distinct().toList();
    }
}
