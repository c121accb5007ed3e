package io.tidemark.analytics;

import java.time.Instant;
import java.util.Map;

/**
 * Distinct users.
 *
 * @param perPart of each part of the period, see {@link Span}
 * @param perBucket of each bucket that is shown; empty where that was not asked for
 * @param perModel of each model that is shown; empty where that was not asked for
 */
record Users(Map<Integer, Long> perPart, Map<Instant, Long> perBucket, Map<ModelName, Long> perModel) {

    long of(int part) {
        return perPart.getOrDefault(part, 0L);
    }

    long of(Instant bucket) {
        return perBucket.getOrDefault(bucket, 0L);
    }

    long of(ModelName model) {
        return perModel.getOrDefault(model, 0L);
    }
}
