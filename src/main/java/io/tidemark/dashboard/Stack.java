package io.tidemark.dashboard;

import io.tidemark.analytics.ModelName;
import io.tidemark.analytics.Overview;
import io.tidemark.analytics.Series;
import io.tidemark.analytics.Sums;
import io.tidemark.ui.charts.ColumnSeries;
import io.tidemark.ui.charts.Tone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The layers of the stacked columns: the largest next to zero, many small ones together farthest from it. Of what is below
 * zero, that is the largest which is farthest below.
 */
final class Stack {

    private Stack() {}

    /** One layer, a value for each bucket. */
    record Layer(String name, Tone tone, List<Sums> values) {

        ColumnSeries series(Metric metric, Columns columns) {
            return new ColumnSeries(
                    name, tone, columns.sums(values).stream().map(metric::of).toList());
        }
    }

    /** All models, the largest first. */
    static List<ModelName> models(Overview overview, Metric metric) {
        return largestFirst(overview, metric, Series::name);
    }

    /** All providers, the largest first. */
    static List<String> providers(Overview overview, Metric metric) {
        return largestFirst(overview, metric, series -> series.name().provider());
    }

    private static <N extends Comparable<N>> List<N> largestFirst(
            Overview overview, Metric metric, Function<Series, N> name) {
        var sizes = new LinkedHashMap<N, Double>();
        overview.series().forEach(one -> sizes.merge(name.apply(one), metric.of(Sums.of(one.values())), Double::sum));
        return sizes.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<N, Double> one) -> -Math.abs(one.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    static List<Layer> of(Shown shown) {
        return fewEnough(layers(shown));
    }

    /** At most as many as there are colours, and all others as one. */
    static List<Layer> fewEnough(List<Layer> layers) {
        if (layers.size() <= Tone.COUNT) {
            return layers;
        }
        var others = layers.subList(Tone.COUNT, layers.size());
        var stacked = new ArrayList<>(layers.subList(0, Tone.COUNT));
        stacked.add(others.stream()
                .reduce((a, b) -> merge("%d others".formatted(others.size()), Tone.OTHERS, a, b))
                .orElseThrow());
        return stacked;
    }

    private static List<Layer> layers(Shown shown) {
        var overview = shown.overview();
        var metric = shown.state().metric();
        if (shown.state().grouping() == Grouping.MODEL) {
            var series = new LinkedHashMap<ModelName, Series>();
            overview.series().forEach(one -> series.put(one.name(), one));
            return models(overview, metric).stream()
                    .map(name -> new Layer(
                            text(name, series.keySet()),
                            shown.tone(name),
                            Objects.requireNonNull(series.get(name)).values()))
                    .toList();
        }
        return providers(overview, metric).stream()
                .map(provider -> overview.series().stream()
                        .filter(one -> one.name().provider().equals(provider))
                        .map(one -> new Layer(provider, shown.tone(provider), one.values()))
                        .reduce((a, b) -> merge(provider, a.tone(), a, b))
                        .orElseThrow())
                .toList();
    }

    private static String text(ModelName of, Collection<ModelName> all) {
        boolean ambiguous =
                all.stream().filter(other -> other.model().equals(of.model())).count() > 1;
        return ambiguous ? of.provider() + " " + of.model() : of.model();
    }

    private static Layer merge(String name, Tone tone, Layer a, Layer b) {
        var values = new ArrayList<Sums>();
        for (int i = 0; i < a.values().size(); i++) {
            values.add(a.values().get(i).plus(b.values().get(i)));
        }
        return new Layer(name, tone, values);
    }
}
