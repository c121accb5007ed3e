package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import io.tidemark.ingest.LatencyUnit;
import io.tidemark.ingest.csv.Weighing.Alike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a file holds, and what its values say about how they are written: all of its rows, or many of a large file. */
public final class CsvContents {

    private static final int SAMPLED_ROWS = 200;
    private static final int MOST_ROWS = 100_000;
    private static final long MOST_CHARACTERS = 50_000_000;
    private static final Set<CallField> MEASURES = Set.of(CallField.TOTAL_COST, CallField.LATENCY_MS);

    private final CsvSample sample;
    private final List<ColumnTally> tallies;

    private CsvContents(CsvSample sample) {
        this.sample = sample;
        this.tallies = sample.columns().stream().map(_ -> new ColumnTally()).toList();
    }

    static CsvContents read(Path file, CsvFormat format) throws IOException {
        var contents = new CsvContents(CsvSample.read(file, format, SAMPLED_ROWS));
        try (var reader = new CsvReader(Files.newInputStream(file), format)) {
            contents.count(reader, format.header());
        } catch (UndecodableText e) {
            // The import names the place; until then the rows before it have to do.
        }
        return contents;
    }

    private void count(CsvReader reader, boolean header) throws IOException {
        CsvRecord row = reader.next();
        if (row != null && header) {
            row = reader.next();
        }
        long characters = 0;
        for (int rows = 0; row != null && rows < MOST_ROWS && characters < MOST_CHARACTERS; rows++) {
            if (row.cells().size() == tallies.size()) {
                for (int i = 0; i < tallies.size(); i++) {
                    tallies.get(i).add(row.cells().get(i));
                }
            }
            characters += row.text().length();
            row = reader.next();
        }
    }

    /** Its first rows. */
    public CsvSample sample() {
        return sample;
    }

    /** What its columns seem to mean, and how they are written. */
    public CsvMapping mapping() {
        return MappingGuess.guess(this);
    }

    /** How it marks decimals and thousands in the columns that fill fields with numbers. */
    public Guessed<NumberMarks> marks(List<@Nullable CallField> columns) {
        List<Alike> values = Stream.concat(
                        alike(columns, ColumnTally::counts, CallField::isCount),
                        alike(columns, ColumnTally::numbers, MEASURES::contains))
                .toList();
        Guessed<NumberMarks> guessed = Weighing.weigh(
                List.of(NumberMarks.values()),
                values,
                (marks, value) ->
                        marks.read(value.example()).filter(number -> !value.whole() || ColumnTally.isWhole(number)));
        return guessed.equals(Guessed.nothing()) ? Guessed.sure(NumberMarks.NONE) : guessed;
    }

    /** What its latencies are in; asks for nothing as long as it is not known how numbers are marked. */
    public Guessed<LatencyUnit> latencyUnit(List<@Nullable CallField> columns, @Nullable NumberMarks marks) {
        int column = columns.indexOf(CallField.LATENCY_MS);
        if (column < 0) {
            return Guessed.sure(LatencyUnit.MILLISECONDS);
        }
        Optional<LatencyUnit> named = ColumnNames.unit(sample.columns().get(column));
        if (named.isPresent()) {
            return Guessed.sure(named.get());
        }
        return marks == null
                ? Guessed.nothing()
                : LatencyGuess.guess(tallies.get(column).someNumbers(), marks);
    }

    /** What stands first in dates that do not begin with the year; nothing where there are none. */
    public Guessed<DateOrder> dateOrder(List<@Nullable CallField> columns) {
        return Weighing.weigh(
                List.of(DateOrder.values()),
                alike(columns, ColumnTally::slashed, CallField.CREATED_AT::equals)
                        .toList(),
                (order, value) -> Slashed.of(value.example())
                        .filter(date -> date.canBe(order))
                        .map(date -> date.yearFirst(order)));
    }

    /** What its times count, where they are numbers; nothing where they are none. */
    public Guessed<EpochUnit> epochUnit(List<@Nullable CallField> columns) {
        return Weighing.weigh(
                Arrays.asList(EpochUnit.values()),
                alike(columns, ColumnTally::epochs, CallField.CREATED_AT::equals)
                        .toList(),
                (unit, value) ->
                        EpochUnit.of(value.example()).filter(unit::equals).map(_ -> unit.label()));
    }

    /** What is sure of all this. */
    CsvNotation notation(List<@Nullable CallField> columns) {
        NumberMarks marks = marks(columns).sure();
        return new CsvNotation(
                marks,
                latencyUnit(columns, marks).sure(),
                dateOrder(columns).sure(),
                epochUnit(columns).sure());
    }

    private Stream<Alike> alike(
            List<@Nullable CallField> columns,
            Function<ColumnTally, Collection<Alike>> kind,
            Predicate<CallField> field) {
        return IntStream.range(0, Math.min(columns.size(), tallies.size()))
                .filter(i -> {
                    CallField filled = columns.get(i);
                    return filled != null && field.test(filled);
                })
                .boxed()
                .flatMap(i -> kind.apply(tallies.get(i)).stream());
    }
}
