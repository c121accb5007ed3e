package io.tidemark.api;

import io.tidemark.analytics.MetricsView;

/** There are no figures of this name. */
final class UnknownView extends RuntimeException {

    UnknownView(String name) {
        super(
                "There is no “%s”; there are %s and summary.".formatted(name, String.join(", ", MetricsView.slugs())),
                null,
                false,
                false);
    }
}
