package io.tidemark.analytics;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sums of each model in each bucket of a period. */
final class Cells {

    private final Map<Instant, Integer> indexes = new HashMap<>();
    private final Map<ModelName, Sums[]> byModel = new TreeMap<>();

    Cells(List<Instant> buckets) {
        buckets.forEach(bucket -> indexes.put(bucket, indexes.size()));
    }

    void add(Instant bucket, ModelName name, Sums sums) {
        var index = indexes.get(bucket);
        if (index != null) {
            var values = byModel.computeIfAbsent(name, _ -> zeros());
            values[index] = values[index].plus(sums);
        }
    }

    List<Series> series() {
        return byModel.entrySet().stream()
                .map(model -> new Series(model.getKey(), List.of(model.getValue())))
                .toList();
    }

    List<Sums> perBucket() {
        var totals = zeros();
        byModel.values().forEach(values -> Arrays.setAll(totals, i -> totals[i].plus(values[i])));
        return List.of(totals);
    }

    private Sums[] zeros() {
        var zeros = new Sums[indexes.size()];
        Arrays.fill(zeros, Sums.ZERO);
        return zeros;
    }
}
