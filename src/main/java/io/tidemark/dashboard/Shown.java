package io.tidemark.dashboard;

import io.tidemark.analytics.ModelName;
import io.tidemark.analytics.Options;
import io.tidemark.analytics.Overview;
import io.tidemark.analytics.Series;
import io.tidemark.ui.charts.Palette;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the panels show.
 *
 * @param flash whether figures that changed light up: they were read again, not asked for differently
 */
record Shown(PageState state, Overview overview, Palette palette, Labels labels, boolean flash) {

    static Shown of(PageState state, Overview overview, boolean flash) {
        return new Shown(
                state,
                overview,
                palette(overview),
                new Labels(overview.period(), overview.query().range().kind()),
                flash);
    }

    private static Palette palette(Overview overview) {
        Options options = overview.options();
        var models = new TreeMap<String, TreeSet<String>>();
        options.models().forEach(name -> put(models, name));
        overview.series().stream().map(Series::name).forEach(name -> put(models, name));
        overview.models().forEach(model -> put(models, model.name()));
        return new Palette(models);
    }

    private static void put(TreeMap<String, TreeSet<String>> models, ModelName name) {
        models.computeIfAbsent(name.provider(), _ -> new TreeSet<>()).add(name.model());
    }

    String currency() {
        return overview.currency();
    }
}
