package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import io.tidemark.ingest.CallValidator;
import io.tidemark.ingest.FieldProblem;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes calls of rows, as a mapping says. */
final class RowMapper {

    private static final Set<String> NO_VALUE = Set.of("", "\\N", "NULL", "null");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("-?\\d*,\\d+");
    private static final Pattern FINE = Pattern.compile("ok|success|succeeded|successful|completed|2\\d\\d");

    private final CsvMapping mapping;
    private final CallValidator validator;
    private final int width;

    RowMapper(CsvMapping mapping, Instant now) {
        this.mapping = mapping;
        this.width = mapping.columns().size();
        this.validator = new CallValidator(now, mapping.zone(), mapping.latencyUnit());
    }

    CallValidator.Result map(CsvRecord row) {
        if (row.mistake() != null) {
            return rejected(row.mistake());
        }
        if (row.cells().size() != width) {
            return rejected("has %d instead of %d cells".formatted(row.cells().size(), width));
        }
        Map<CallField, String> values = new EnumMap<>(CallField.class);
        for (int i = 0; i < width; i++) {
            CallField field = mapping.columns().get(i);
            String cell = row.cells().get(i).strip();
            if (field != null && !NO_VALUE.contains(cell)) {
                values.put(field, translated(field, cell));
            }
        }
        if (values.isEmpty()) {
            return rejected("has no values");
        }
        mapping.constants().forEach(values::putIfAbsent);
        if (!values.containsKey(CallField.CREATED_AT)) {
            return new CallValidator.Result(
                    null, List.of(new FieldProblem(CallField.CREATED_AT.column(), "is missing", "")));
        }
        return validator.validate(values);
    }

    private String translated(CallField field, String cell) {
        return switch (field) {
            case STATUS -> FINE.matcher(cell.toLowerCase(Locale.ROOT)).matches() ? "success" : cell;
            case TOTAL_COST, LATENCY_MS ->
                mapping.decimalComma() && DECIMAL_COMMA.matcher(cell).matches() ? cell.replace(',', '.') : cell;
            default -> cell;
        };
    }

    private static CallValidator.Result rejected(String reason) {
        return new CallValidator.Result(null, List.of(new FieldProblem("row", reason, "")));
    }
}
