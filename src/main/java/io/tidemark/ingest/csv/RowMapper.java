package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import io.tidemark.ingest.CallValidator;
import io.tidemark.ingest.FieldProblem;
import io.tidemark.ingest.LatencyUnit;
import io.tidemark.ingest.ReceivedAt;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes calls of rows, as a mapping says. */
final class RowMapper {

    private static final Set<String> NO_VALUE = Set.of("", "\\N", "NULL", "null");

    private final CsvMapping mapping;
    private final ValueReader reader;
    private final CallValidator validator;
    private final int width;

    RowMapper(CsvMapping mapping, String currency, ReceivedAt now) {
        this.mapping = mapping;
        this.reader = new ValueReader(mapping.notation(), currency);
        this.width = mapping.columns().size();
        this.validator = new CallValidator(
                now,
                mapping.zone(),
                Objects.requireNonNullElse(mapping.notation().latencyUnit(), LatencyUnit.MILLISECONDS));
    }

    CallValidator.Result map(CsvRecord row) {
        if (row.mistake() != null) {
            return rejected(row.mistake());
        }
        if (row.cells().size() != width) {
            return rejected("has %d instead of %d cells".formatted(row.cells().size(), width));
        }
        Map<CallField, String> values = new EnumMap<>(CallField.class);
        List<FieldProblem> problems = new ArrayList<>(0);
        for (int i = 0; i < width; i++) {
            CallField field = mapping.columns().get(i);
            String cell = Blanks.strip(row.cells().get(i));
            if (field != null && !NO_VALUE.contains(cell)) {
                values.put(field, translated(field, cell, problems));
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
        return problems.isEmpty() ? validator.validate(values) : new CallValidator.Result(null, problems);
    }

    private String translated(CallField field, String cell, List<FieldProblem> problems) {
        try {
            return reader.read(field, cell);
        } catch (Contradiction e) {
            problems.add(FieldProblem.of(field, String.valueOf(e.getMessage()), cell));
            return cell;
        }
    }

    private static CallValidator.Result rejected(String reason) {
        return new CallValidator.Result(null, List.of(new FieldProblem("row", reason, "")));
    }
}
