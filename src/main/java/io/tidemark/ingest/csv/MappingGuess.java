package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Guesses what a file's columns mean: by their names, and where those say nothing by their first values. */
final class MappingGuess {

    private static final Pattern TIME = Pattern.compile("\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}.*"
            + "|\\d{1,2}([-/.])\\d{1,2}\\1\\d{4}.*|\\d{10}(\\.\\d+)?|\\d{13}|\\d{16}|\\d{19}");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}|[1-9]\\d{0,2}([.,'\u2019 \u00a0\u202f]\\d{3})+");

    private final CsvContents contents;
    private final CsvSample sample;
    private final @Nullable CallField[] columns;

    private MappingGuess(CsvContents contents) {
        this.contents = contents;
        this.sample = contents.sample();
        this.columns = new CallField[sample.columns().size()];
    }

    static CsvMapping guess(CsvContents contents) {
        return new MappingGuess(contents).mapping();
    }

    private CsvMapping mapping() {
        for (CallField field : CallField.values()) {
            byName(field).ifPresent(best -> called(name(best)).forEach(column -> columns[column] = field));
        }
        if (Arrays.stream(columns).allMatch(field -> field == null)) {
            byValues(TIME, CallField.CREATED_AT);
            byValues(COUNT, CallField.PROMPT_TOKENS);
            byValues(COUNT, CallField.COMPLETION_TOKENS);
        } else if (!Arrays.asList(columns).contains(CallField.CREATED_AT)) {
            byValues(TIME, CallField.CREATED_AT);
        }
        List<@Nullable CallField> fields = Arrays.asList(columns);
        return new CsvMapping(fields, Map.of(), ZoneId.of("UTC"), contents.notation(fields), false);
    }

    private Optional<Integer> byName(CallField field) {
        return free().filter(column -> ColumnNames.rank(field, name(column)).isPresent())
                .min(Comparator.comparing(
                        column -> ColumnNames.rank(field, name(column)).orElse(Integer.MAX_VALUE)));
    }

    /** All columns of a name: where there are two, somebody has to say which one it is. */
    private List<Integer> called(String name) {
        return free().filter(column -> name(column).equalsIgnoreCase(name)).toList();
    }

    private void byValues(Pattern pattern, CallField field) {
        free().filter(column -> allMatch(pattern, column)).findFirst().ifPresent(column -> columns[column] = field);
    }

    private boolean allMatch(Pattern pattern, int column) {
        List<String> values = sample.values(column);
        return !values.isEmpty()
                && values.stream().allMatch(value -> pattern.matcher(value).matches());
    }

    private Stream<Integer> free() {
        return IntStream.range(0, columns.length)
                .filter(column -> columns[column] == null)
                .boxed();
    }

    private String name(int column) {
        return sample.columns().get(column);
    }
}
