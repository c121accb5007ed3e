package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import io.tidemark.ingest.LatencyUnit;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final Pattern TIME =
            Pattern.compile("\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}.*|\\d{10}(\\.\\d+)?|\\d{13}|\\d{16}");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Pattern WITH_COMMA = Pattern.compile("-?\\d*,\\d+");
    private static final Pattern WITH_POINT = Pattern.compile("-?\\d*\\.\\d+");
    private static final BigDecimal LONGEST_IN_SECONDS = new BigDecimal(600);

    private final CsvSample sample;
    private final char separator;
    private final @Nullable CallField[] columns;

    private MappingGuess(CsvSample sample, CsvFormat format) {
        this.sample = sample;
        this.separator = format.separator();
        this.columns = new CallField[sample.columns().size()];
    }

    static CsvMapping guess(CsvSample sample, CsvFormat format) {
        return new MappingGuess(sample, format).mapping();
    }

    private CsvMapping mapping() {
        for (CallField field : CallField.values()) {
            byName(field).ifPresent(column -> columns[column] = field);
        }
        if (Arrays.stream(columns).allMatch(field -> field == null)) {
            byValues(TIME, CallField.CREATED_AT);
            byValues(COUNT, CallField.PROMPT_TOKENS);
            byValues(COUNT, CallField.COMPLETION_TOKENS);
        } else if (!Arrays.asList(columns).contains(CallField.CREATED_AT)) {
            byValues(TIME, CallField.CREATED_AT);
        }
        boolean decimalComma = decimalComma();
        return new CsvMapping(Arrays.asList(columns), Map.of(), UTC, latencyUnit(decimalComma), decimalComma, false);
    }

    private Optional<Integer> byName(CallField field) {
        return free().filter(column -> ColumnNames.rank(field, name(column)).isPresent())
                .min(Comparator.comparing(
                        column -> ColumnNames.rank(field, name(column)).orElse(Integer.MAX_VALUE)));
    }

    private void byValues(Pattern pattern, CallField field) {
        free().filter(column -> allMatch(pattern, column)).findFirst().ifPresent(column -> columns[column] = field);
    }

    private boolean allMatch(Pattern pattern, int column) {
        List<String> values = sample.values(column);
        return !values.isEmpty()
                && values.stream().allMatch(value -> pattern.matcher(value).matches());
    }

    private boolean decimalComma() {
        return separator != ','
                && Stream.of(CallField.TOTAL_COST, CallField.LATENCY_MS)
                        .flatMap(field -> values(field).stream())
                        .anyMatch(value -> WITH_COMMA.matcher(value).matches());
    }

    private LatencyUnit latencyUnit(boolean decimalComma) {
        int column = Arrays.asList(columns).indexOf(CallField.LATENCY_MS);
        if (column < 0) {
            return LatencyUnit.MILLISECONDS;
        }
        return ColumnNames.unit(name(column)).orElseGet(() -> {
            List<String> values = values(CallField.LATENCY_MS).stream()
                    .map(value -> decimalComma ? value.replace(',', '.') : value)
                    .toList();
            boolean seconds = !values.isEmpty()
                    && values.stream()
                            .allMatch(value -> WITH_POINT.matcher(value).matches()
                                    && new BigDecimal(value).compareTo(LONGEST_IN_SECONDS) < 0);
            return seconds ? LatencyUnit.SECONDS : LatencyUnit.MILLISECONDS;
        });
    }

    private List<String> values(CallField field) {
        int column = Arrays.asList(columns).indexOf(field);
        return column < 0 ? List.of() : sample.values(column);
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
