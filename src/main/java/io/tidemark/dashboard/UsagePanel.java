package io.tidemark.dashboard;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import io.tidemark.ui.Csv;
import io.tidemark.ui.DataTable;
import io.tidemark.ui.IconButton;
import io.tidemark.ui.Panel;
import io.tidemark.ui.TableData;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A panel of the page: a table, perhaps behind a chart, that can be downloaded and opened large. */
abstract class UsagePanel extends Panel {

    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss");

    private final PanelName name;
    private final DataTable table = new DataTable();
    private final IconButton switcher = new IconButton(IconButton.Picture.TABLE, "Show as a table");
    private final Anchor open = new Anchor();
    private final Anchor download = new Anchor(DownloadHandler.fromInputStream(_ -> download()), "");
    private String title = "";
    private @Nullable Component chart;
    private @Nullable Shown shown;

    UsagePanel(PanelName name) {
        super(name.title);
        this.name = name;
        setId("panel-" + name.path);
        rename(name.title);
        switcher.addClickListener(_ -> showTable(!table.isVisible()));
        switcher.setVisible(false);
        addActions(switcher, download, open);
        addContent(table);
    }

    final void rename(String newTitle) {
        if (!newTitle.equals(title)) {
            title = newTitle;
            setHeading(title);
            IconButton.style(download, IconButton.Picture.DOWNLOAD, "Download “%s” as CSV".formatted(title));
            IconButton.style(open, IconButton.Picture.EXPAND, "Open “%s” as its own page".formatted(title));
        }
    }

    /** Puts a chart in front of the table, and a button to switch between them. */
    void putInFront(Component chart) {
        this.chart = chart;
        addContent(chart);
        switcher.setVisible(true);
        showTable(false);
    }

    private void showTable(boolean asTable) {
        table.setVisible(asTable);
        drawTable();
        Objects.requireNonNull(chart).setVisible(!asTable);
        switcher.set(
                asTable ? IconButton.Picture.CHART : IconButton.Picture.TABLE,
                asTable ? "Show as a chart" : "Show as a table");
    }

    /** Shows new figures in place. */
    final void show(Shown shown) {
        var before = this.shown;
        this.shown = shown;
        drawTable();
        showBeside(shown);
        if (before == null || !before.state().equals(shown.state())) {
            open.setHref("analytics/panel/" + name.path + Links.query(shown.state()));
        }
    }

    /** A table that nobody sees is not worked out. */
    private void drawTable() {
        var current = shown;
        if (current != null && table.isVisible()) {
            table.draw(current.drawing(name.path, of -> DataTable.drawing(of.table(name, this::table), of.about())));
        }
    }

    /** No way to itself on its own page. */
    void isOnItsOwnPage() {
        open.setVisible(false);
        addClassName("large");
    }

    abstract TableData table(Shown shown);

    /** Whatever the panel has besides its table. */
    abstract void showBeside(Shown shown);

    private DownloadResponse download() {
        var current = Objects.requireNonNull(shown);
        var bytes = Csv.of(current.table(name, this::table), context(current)).getBytes(StandardCharsets.UTF_8);
        var freshness = current.overview().freshness();
        var time =
                Objects.requireNonNullElse(freshness.asOf(), freshness.readAt()).atZone(freshness.zone());
        return new DownloadResponse(
                new ByteArrayInputStream(bytes),
                "tidemark-%s-%s.csv".formatted(name.path, FILE_TIME.format(time)),
                "text/csv;charset=utf-8",
                bytes.length);
    }

    /** What every row of a download says: what it is true for, and what it counts. */
    private static Map<String, String> context(Shown shown) {
        var freshness = shown.overview().freshness();
        var period = shown.overview().period();
        var filter = shown.state().filter();
        var context = new LinkedHashMap<String, String>();
        var asOf = freshness.asOf();
        context.put(
                "as_of",
                asOf == null
                        ? ""
                        : asOf.truncatedTo(ChronoUnit.MILLIS)
                                .atZone(period.zone())
                                .toOffsetDateTime()
                                .toString());
        context.put("time_zone", period.zone().getId());
        context.put("currency", shown.currency());
        context.put(
                "period_from",
                period.start().atZone(period.zone()).toOffsetDateTime().toString());
        context.put(
                "period_to",
                period.end().atZone(period.zone()).toOffsetDateTime().toString());
        if (!filter.isEmpty()) {
            context.put("filter", Links.query(shown.state().with(filter)));
        }
        return context;
    }
}
