package io.tidemark.admin;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.function.ValueProvider;
import io.tidemark.ui.Figures;
import io.tidemark.ui.Problems;
import io.tidemark.ui.Times;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The runs one by one, the newest first, read as far as one scrolls. Where they cannot be read it says so instead. */
class RunGrid extends Grid<Run> {

    private static final Logger log = LoggerFactory.getLogger(RunGrid.class);
    private static final int PAGE = 50;
    private static final String EMPTY = "No such run.";

    private History.Filter filter = History.Filter.ALL;
    private ZoneId zone = ZoneOffset.UTC;
    private boolean failed;

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
        setEmptyStateText(EMPTY);
        setItems(
                query -> read(() -> history.runs(filter, query.getOffset(), query.getLimit()), List.<Run>of()).stream(),
                _ -> read(() -> history.count(filter), 0));
    }

    /** A grid whose data throws would not ask for any again. */
    private <T> T read(Supplier<T> reading, T otherwise) {
        try {
            return reading.get();
        } catch (DataAccessException e) {
            log.warn("event=runs_not_read cause=\"{}\"", e.toString());
            failed = true;
            setEmptyStateText("The runs cannot be read. " + Problems.inWords(e));
            return otherwise;
        }
    }

    void setFilter(History.Filter chosen) {
        filter = chosen;
        readAgain();
    }

    /** Whether it has something else to show than what could be read last. */
    boolean failed() {
        return failed;
    }

    void setZone(ZoneId of) {
        zone = of;
    }

    void readAgain() {
        failed = false;
        setEmptyStateText(EMPTY);
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
