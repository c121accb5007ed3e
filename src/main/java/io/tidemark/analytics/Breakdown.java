package io.tidemark.analytics;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A period taken apart by bucket, by provider and by model.
 *
 * @param cells by bucket and model
 */
record Breakdown(Cells cells, Map<Instant, Point> points, List<ProviderFigures> providers, List<ModelFigures> models) {

    /** What of a bucket cannot be added up from its cells. */
    record Point(long activeUsers, Percentiles latency) {
        static final Point NONE = new Point(0, Percentiles.NONE);
    }
}
