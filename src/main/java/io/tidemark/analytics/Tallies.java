package io.tidemark.analytics;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cells of a period added up in every way that a page shows them. */
final class Tallies {

    private final Map<Integer, Tally> parts = new HashMap<>();
    private final Map<Instant, Tally> buckets = new HashMap<>();
    private final Map<String, Tally> providers = new HashMap<>();
    private final Map<ModelName, Tally> models = new HashMap<>();
    private final Cells cells;
    private final boolean inDetail;

    Tallies(List<Instant> buckets, boolean inDetail) {
        cells = new Cells(buckets);
        this.inDetail = inDetail;
    }

    void add(ReadCells.Cell cell) {
        for (int part : new int[] {Span.SHOWN, Span.COMPARED, Span.PREVIOUS}) {
            if ((cell.parts() & part) != 0) {
                parts.computeIfAbsent(part, _ -> new Tally()).add(cell, cell.sign());
            }
        }
        if (inDetail && (cell.parts() & Span.SHOWN) != 0) {
            buckets.computeIfAbsent(cell.bucket(), _ -> new Tally()).add(cell, 1);
            providers.computeIfAbsent(cell.name().provider(), _ -> new Tally()).add(cell, 1);
            models.computeIfAbsent(cell.name(), _ -> new Tally()).add(cell, 1);
            cells.add(cell.bucket(), cell.name(), cell.sums());
        }
    }

    Totals totals(int part, Users users) {
        var tally = parts.get(part);
        return tally == null ? Totals.NONE : tally.totals(users.of(part));
    }

    /** What is shown, in detail. */
    Breakdown breakdown(Users users) {
        var points = new HashMap<Instant, Breakdown.Point>();
        buckets.forEach((bucket, tally) -> points.put(bucket, new Breakdown.Point(users.of(bucket), tally.latency())));
        return new Breakdown(cells, points, providers(), models(users));
    }

    private List<ProviderFigures> providers() {
        return providers.entrySet().stream()
                .map(one -> new ProviderFigures(
                        one.getKey(), one.getValue().sums(), one.getValue().latency()))
                .sorted(Comparator.comparingLong(
                                (ProviderFigures provider) -> provider.sums().calls())
                        .reversed()
                        .thenComparing(ProviderFigures::provider))
                .toList();
    }

    private List<ModelFigures> models(Users users) {
        return models.entrySet().stream()
                .map(one -> one.getValue().model(one.getKey(), users.of(one.getKey())))
                .sorted(Comparator.comparing(
                                (ModelFigures model) -> model.sums().cost())
                        .thenComparingLong(model -> model.sums().calls())
                        .reversed()
                        .thenComparing(ModelFigures::name))
                .toList();
    }
}
