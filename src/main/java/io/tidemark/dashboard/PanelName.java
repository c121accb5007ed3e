package io.tidemark.dashboard;

import java.util.Arrays;
import java.util.Optional;

/** The panels that can stand on a page of their own. */
enum PanelName {
    DAILY("daily-metrics", "Daily metrics"),
    PROVIDERS("provider-performance", "Provider performance"),
    COSTS("model-costs", "Model costs"),
    USAGE("model-usage", "Model usage");

    final String path;
    final String title;

    PanelName(String path, String title) {
        this.path = path;
        this.title = title;
    }

    static Optional<PanelName> at(String path) {
        return Arrays.stream(values()).filter(name -> name.path.equals(path)).findFirst();
    }
}
