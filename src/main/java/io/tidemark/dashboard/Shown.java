package io.tidemark.dashboard;

import io.tidemark.analytics.ModelName;
import io.tidemark.analytics.Options;
import io.tidemark.analytics.Overview;
import io.tidemark.analytics.Series;
import io.tidemark.ui.TableData;
import io.tidemark.ui.charts.ColumnsData;
import io.tidemark.ui.charts.Drawing;
import io.tidemark.ui.charts.Palette;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What the panels show; what they make of it is worked out once for all pages that show the same. */
final class Shown {

    private final PageState state;
    private final Overview overview;
    private final Palette palette;
    private final Labels labels;
    private final Map<PanelName, TableData> tables = new ConcurrentHashMap<>();
    private final Map<PanelName, ColumnsData> columns = new ConcurrentHashMap<>();
    private final Map<String, Drawing> drawings = new ConcurrentHashMap<>();
    private final Map<String, String> words = new ConcurrentHashMap<>();

    Shown(PageState state, Overview overview) {
        this.state = state;
        this.overview = overview;
        palette = palette(overview);
        labels = new Labels(overview.period(), overview.query().range().kind());
    }

    PageState state() {
        return state;
    }

    Overview overview() {
        return overview;
    }

    Palette palette() {
        return palette;
    }

    Labels labels() {
        return labels;
    }

    TableData table(PanelName panel, Function<Shown, TableData> work) {
        return tables.computeIfAbsent(panel, _ -> work.apply(this));
    }

    ColumnsData columns(PanelName panel, Function<Shown, ColumnsData> work) {
        return columns.computeIfAbsent(panel, _ -> work.apply(this));
    }

    /** What the browser draws under this name on all these pages. */
    Drawing drawing(String name, Function<Shown, Drawing> work) {
        return drawings.computeIfAbsent(name, _ -> work.apply(this));
    }

    /** What stands under this name on all these pages. */
    String words(String name, Function<Shown, String> work) {
        return words.computeIfAbsent(name, _ -> work.apply(this));
    }

    /** What the figures are of, to tell a change of them from figures of something else. */
    String about() {
        return Links.query(state);
    }

    private static Palette palette(Overview overview) {
        Options options = overview.options();
        var models = new TreeMap<String, Set<String>>();
        options.models().forEach(name -> put(models, name));
        overview.series().stream().map(Series::name).forEach(name -> put(models, name));
        overview.models().forEach(model -> put(models, model.name()));
        return new Palette(models);
    }

    private static void put(Map<String, Set<String>> models, ModelName name) {
        models.computeIfAbsent(name.provider(), _ -> new TreeSet<>()).add(name.model());
    }

    String currency() {
        return overview.currency();
    }
}
