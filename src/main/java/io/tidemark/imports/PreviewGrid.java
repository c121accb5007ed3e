package io.tidemark.imports;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import io.tidemark.ingest.ApiCall;
import io.tidemark.ingest.CallField;
import io.tidemark.ingest.csv.CsvMapping;
import io.tidemark.ingest.csv.PreviewRow;
import io.tidemark.ingest.csv.Reject;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The first rows as they would be stored; of a row that would not be, the reason. */
final class PreviewGrid extends Grid<PreviewRow> {

    private static final List<CallField> NUMBERS = List.of(
            CallField.PROMPT_TOKENS,
            CallField.CACHE_READ_TOKENS,
            CallField.CACHE_CREATION_TOKENS,
            CallField.COMPLETION_TOKENS,
            CallField.REASONING_TOKENS,
            CallField.TOTAL_COST,
            CallField.LATENCY_MS);

    PreviewGrid(List<PreviewRow> rows, CsvMapping mapping) {
        addThemeVariants(GridVariant.LUMO_NO_BORDER);
        setAllRowsVisible(true);
        addColumn(PreviewRow::line).setHeader("Line").setAutoWidth(true).setFlexGrow(0);
        if (rows.stream().anyMatch(row -> row.call() == null)) {
            addColumn(PreviewGrid::reasons).setHeader("Not taken because").setAutoWidth(true);
        }
        for (CallField field : CallField.values()) {
            if (field == CallField.STATUS
                    || mapping.columnOf(field) >= 0
                    || mapping.constants().containsKey(field)) {
                addColumn(row -> shown(row.call(), field))
                        .setHeader(field == CallField.LATENCY_MS ? "Latency, ms" : field.label())
                        .setAutoWidth(true)
                        .setTextAlign(NUMBERS.contains(field) ? ColumnTextAlign.END : ColumnTextAlign.START);
            }
        }
        setPartNameGenerator(row -> row.call() == null ? "rejected" : null);
        setItems(rows);
    }

    private static String reasons(PreviewRow row) {
        return row.reasons().stream().map(Reject::reason).collect(Collectors.joining("; "));
    }

    private static Object shown(@Nullable ApiCall call, CallField field) {
        if (call == null) {
            return "";
        }
        Object value = switch (field) {
            case CREATED_AT -> call.createdAt().toString().replace('T', ' ').replace("Z", "");
            case USER_ID -> call.userId();
            case SERVICE_TYPE -> call.serviceType();
            case PROVIDER -> call.provider();
            case MODEL -> call.model();
            case STATUS -> call.status();
            case REQUEST_ID -> call.requestId();
            case PROMPT_TOKENS -> call.tokens().prompt();
            case CACHE_READ_TOKENS -> call.tokens().cacheRead();
            case CACHE_CREATION_TOKENS -> call.tokens().cacheCreation();
            case COMPLETION_TOKENS -> call.tokens().completion();
            case REASONING_TOKENS -> call.tokens().reasoning();
            case TOTAL_COST ->
                call.totalCost() == null ? "unpriced" : call.totalCost().toPlainString();
            case LATENCY_MS ->
                call.latencyMs() == null ? null : call.latencyMs().toPlainString();
        };
        return value == null ? "unknown" : value;
    }
}
