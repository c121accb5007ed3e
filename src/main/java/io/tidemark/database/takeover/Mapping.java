package io.tidemark.database.takeover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How rows of an older table are read as our calls.
 *
 * @param zone the zone of its naive times
 * @param added what it lacks and is given
 * @param expressions how each of our values is read from it
 * @param countable the condition that is true of a row that can be counted
 * @param leftOut an expression that says why another cannot
 * @param incoming the INSERT that stores one of our calls, {@code NEW}, in it
 * @param unmappable the columns whose type has no meaning for us, in words
 */
record Mapping(
        String zone,
        List<Field> added,
        Map<Field, String> expressions,
        String countable,
        String leftOut,
        String incoming,
        List<String> unmappable) {

    static Mapping of(List<Column> columns, String table, String zone, int moneyDigits) {
        List<Field> added = new ArrayList<>();
        List<String> unmappable = new ArrayList<>();
        Map<Field, String> expressions = new EnumMap<>(Field.class);
        Map<Field, Column> written = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            Column column = find(columns, field);
            if (column == null) {
                added.add(field);
                column = Column.added(field);
            }
            String expression = Meaning.read(field, column, zone, moneyDigits);
            if (expression == null) {
                unmappable.add("%s is of type %s".formatted(field.column(), column.declared()));
            } else {
                expressions.put(field, expression);
                if (field.isSent() && !column.generated()) {
                    written.put(field, column);
                }
            }
        }
        Column time = find(columns, Field.CREATED_AT);
        boolean naive = time != null && !time.type().equals("timestamptz");
        String name = Field.CREATED_AT.column();
        // A day is left out at both ends of naive times, so that this is a plain look at the column.
        String lower = naive ? "'1970-01-02'" : "'1970-01-01 00:00+00'::timestamptz";
        String upper = naive ? "'2999-12-31'" : "'3000-01-01 00:00+00'::timestamptz";
        return new Mapping(
                zone,
                added,
                expressions,
                "%1$s >= %2$s AND %1$s < %3$s".formatted(name, lower, upper),
                "CASE WHEN %1$s IS NULL THEN 'created_at is NULL' WHEN %1$s < %2$s THEN 'created_at is before 1970' ELSE 'created_at is after 2999' END"
                        .formatted(name, lower),
                "INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(
                                table,
                                joined(written.keySet().stream().map(Field::column)),
                                joined(written.entrySet().stream()
                                        .map(entry -> Meaning.written(entry.getKey(), entry.getValue(), zone)))),
                unmappable);
    }

    private static @Nullable Column find(List<Column> columns, Field field) {
        return columns.stream()
                .filter(column -> column.name().equals(field.column()))
                .findFirst()
                .orElse(null);
    }

    private static String joined(Stream<String> parts) {
        return parts.collect(Collectors.joining(", "));
    }

    /** The list of a SELECT that makes rows of {@code usage_call} of rows of the table. */
    String calls() {
        return joined(Arrays.stream(Field.values())
                .filter(Field::isCounted)
                .map(field -> "%s AS %s".formatted(expressions.get(field), field.column())));
    }

    /** The instant of a call. */
    String calledAt() {
        return expressions.getOrDefault(Field.CREATED_AT, "");
    }
}
