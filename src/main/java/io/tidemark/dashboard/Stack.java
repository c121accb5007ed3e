package io.tidemark.dashboard;

import io.tidemark.analytics.Series;
import io.tidemark.analytics.Sums;
import io.tidemark.ui.charts.ColumnSeries;
import io.tidemark.ui.charts.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The layers of the stacked columns: the largest next to zero, many small ones together farthest from it. Of what is below
 * zero, that is the largest which is farthest below.
 */
final class Stack {

    private static final int MOST_LAYERS = 9;

    private Stack() {}

    /** One layer, a value for each bucket. */
    record Layer(String name, Tone tone, List<Sums> values) {

        ColumnSeries series(Metric metric) {
            return new ColumnSeries(name, tone, values.stream().map(metric::of).toList());
        }

        double size(Metric metric) {
            return Math.abs(metric.of(Sums.of(values)));
        }
    }

    static List<Layer> of(Shown shown) {
        var metric = shown.state().metric();
        var layers = layers(shown).stream()
                .sorted(Comparator.comparingDouble((Layer layer) -> layer.size(metric))
                        .reversed()
                        .thenComparing(Layer::name))
                .toList();
        if (layers.size() <= MOST_LAYERS) {
            return layers;
        }
        var stacked = new ArrayList<>(layers.subList(0, MOST_LAYERS - 1));
        var others = layers.subList(MOST_LAYERS - 1, layers.size());
        stacked.add(others.stream()
                .reduce((a, b) -> merge("%d others".formatted(others.size()), Tone.GREY, a, b))
                .orElseThrow());
        return stacked;
    }

    private static List<Layer> layers(Shown shown) {
        var series = shown.overview().series();
        if (shown.state().grouping() == Grouping.MODEL) {
            return series.stream().map(one -> model(one, series, shown)).toList();
        }
        var providers = new LinkedHashMap<String, Layer>();
        series.forEach(one -> {
            var provider = one.name().provider();
            var tone = shown.palette().provider(provider);
            providers.merge(provider, new Layer(provider, tone, one.values()), (a, b) -> merge(provider, tone, a, b));
        });
        return List.copyOf(providers.values());
    }

    private static Layer model(Series of, List<Series> all, Shown shown) {
        var name = of.name();
        boolean ambiguous = all.stream()
                        .filter(other -> other.name().model().equals(name.model()))
                        .count()
                > 1;
        return new Layer(
                ambiguous ? name.provider() + " " + name.model() : name.model(),
                shown.palette().model(name.provider(), name.model()),
                of.values());
    }

    private static Layer merge(String name, Tone tone, Layer a, Layer b) {
        var values = new ArrayList<Sums>();
        for (int i = 0; i < a.values().size(); i++) {
            values.add(a.values().get(i).plus(b.values().get(i)));
        }
        return new Layer(name, tone, values);
    }
}
