package io.tidemark.dashboard;

import io.tidemark.analytics.ModelName;
import io.tidemark.analytics.Overview;
import io.tidemark.ui.TableData;
import io.tidemark.ui.charts.ColumnsData;
import io.tidemark.ui.charts.Drawing;
import io.tidemark.ui.charts.Tone;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What the panels show; what they make of it is worked out once for all pages that show the same. */
final class Shown {

    private final PageState state;
    private final Overview overview;
    private final Map<String, Tone> providers;
    private final Map<ModelName, Tone> models;
    private final Labels labels;
    private final Columns timeColumns;
    private final Map<PanelName, TableData> tables = new ConcurrentHashMap<>();
    private final Map<PanelName, ColumnsData> columns = new ConcurrentHashMap<>();
    private final Map<String, Drawing> drawings = new ConcurrentHashMap<>();
    private final Map<String, String> words = new ConcurrentHashMap<>();

    Shown(PageState state, Overview overview, SeriesColours colours) {
        this.state = state;
        this.overview = overview;
        providers = colours.providers.of(Stack.providers(overview, state.metric()));
        models = colours.models.of(Stack.models(overview, state.metric()));
        var period = overview.period();
        timeColumns = Columns.of(overview.buckets(), period.grain(), period.zone());
        labels = new Labels(overview.period(), overview.query().range().kind());
    }

    PageState state() {
        return state;
    }

    Overview overview() {
        return overview;
    }

    Tone tone(String provider) {
        return providers.getOrDefault(provider, Tone.OTHERS);
    }

    Tone tone(ModelName model) {
        return models.getOrDefault(model, Tone.OTHERS);
    }

    Labels labels() {
        return labels;
    }

    Columns timeColumns() {
        return timeColumns;
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

    String currency() {
        return overview.currency();
    }
}
