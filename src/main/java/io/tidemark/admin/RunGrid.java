package io.tidemark.admin;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.function.ValueProvider;
import io.tidemark.ui.Figures;
import io.tidemark.ui.Times;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The runs one by one, the newest first, read as far as one scrolls. */
class RunGrid extends Grid<Run> {

    private static final int PAGE = 50;

    private History.Filter filter = History.Filter.ALL;
    private ZoneId zone = ZoneOffset.UTC;

    RunGrid(History history) {
        super(PAGE);
        addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
        addClassName("runs");
        getElement().setAttribute("aria-label", "Runs");
        text("When", "11rem", this::when);
        text("Reason", "6rem", Run::reason);
        text("Who or what", "11rem", Run::startedBy);
        number("Calls", run -> run.rowsTaken() == null ? Figures.NO_DATA : Figures.count(run.rowsTaken()));
        number("Views", run -> run.error() == null ? String.valueOf(run.views()) : Figures.NO_DATA);
        number("Took", run -> Figures.duration(run.durationMs()));
        number("Waited", run -> run.waitMs() == null || run.waitMs() < 1 ? "" : Figures.duration(run.waitMs()));
        number("Lag", run -> Spans.milliseconds(run.lagMs()));
        text("Error", "20rem", RunGrid::error).setFlexGrow(1).setTooltipGenerator(Run::error);
        setPartNameGenerator(run -> run.error() == null ? null : "rejected");
        setEmptyStateText("No such run.");
        setItems(
                query -> history.runs(filter, query.getOffset(), query.getLimit()).stream(),
                query -> history.count(filter));
    }

    void setFilter(History.Filter chosen) {
        filter = chosen;
        getDataProvider().refreshAll();
    }

    void setZone(ZoneId of) {
        zone = of;
    }

    void newRuns() {
        getDataProvider().refreshAll();
    }

    private String when(Run run) {
        return Times.day(run.startedAt().atZone(zone).toLocalDate()) + ", " + Times.clock(run.startedAt(), zone);
    }

    private static String error(Run run) {
        return run.error() == null ? "" : run.error();
    }

    private Column<Run> text(String header, String width, ValueProvider<Run, String> value) {
        return addColumn(value).setHeader(header).setWidth(width).setFlexGrow(0);
    }

    private void number(String header, ValueProvider<Run, String> value) {
        text(header, "5.5rem", value).setTextAlign(ColumnTextAlign.END);
    }
}
