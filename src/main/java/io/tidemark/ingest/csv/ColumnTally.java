package io.tidemark.ingest.csv;

import io.tidemark.ingest.csv.Weighing.Alike;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the values of one column look like, counted by kind. */
final class ColumnTally {

    private static final int MOST_NUMBERS = 512;
    private static final int MOST_SHAPES = 1_000;
    private static final Pattern WHOLE = Pattern.compile("-?\\d+(?:\\.0*)?");

    private final Map<Set<NumberMarks>, Alike> numbers = new LinkedHashMap<>();
    private final Map<Set<NumberMarks>, Alike> counts = new LinkedHashMap<>();
    private final Map<List<Boolean>, Alike> slashed = new LinkedHashMap<>();
    private final Map<String, Readings> known = new HashMap<>();
    private final Map<EpochUnit, Alike> epochs = new LinkedHashMap<>();
    private final List<String> someNumbers = new ArrayList<>();
    private long seen;
    private long stride = 1;

    void add(String cell) {
        String value = Blanks.strip(cell);
        var shape = Shape.of(value);
        if (shape == null) {
            return;
        }
        if (shape.isDigits() || shape.isNumber()) {
            if (EpochUnit.isNumber(value)) {
                EpochUnit.of(value).ifPresent(unit -> count(epochs, unit, value, false));
            }
            addNumber(value, shape);
        } else if (shape.isSlashed()) {
            Slashed.of(value).ifPresent(date -> addDate(value, date));
        } else if (shape.isAmount()) {
            Amount.of(value).ifPresent(amount -> {
                var number = Shape.of(amount.number());
                if (number != null) {
                    addNumber(amount.number(), number);
                }
            });
        }
    }

    private void addDate(String value, Slashed date) {
        boolean dayFirst = date.canBe(DateOrder.DAY_FIRST);
        boolean monthFirst = date.canBe(DateOrder.MONTH_FIRST);
        if (dayFirst || monthFirst) {
            count(slashed, List.of(dayFirst, monthFirst, date.first() == date.second()), value, false);
        }
    }

    private void addNumber(String value, Shape shape) {
        if (shape.isDigits()) {
            remember(value);
            return;
        }
        Readings readable = known.get(shape.text());
        if (readable == null) {
            readable = Readings.of(value);
            if (known.size() < MOST_SHAPES) {
                known.put(shape.text(), readable);
            }
        }
        if (readable.asNumber.isEmpty()) {
            return;
        }
        remember(value);
        if (!readable.asNumber.contains(NumberMarks.NONE)) {
            count(numbers, readable.asNumber, value, false);
            if (!readable.asWhole.isEmpty()) {
                count(counts, readable.asWhole, value, true);
            }
        }
    }

    /** The marks with which a value is a number, and a whole one: the same for all values of a shape. */
    private record Readings(Set<NumberMarks> asNumber, Set<NumberMarks> asWhole) {

        static Readings of(String value) {
            Set<NumberMarks> number = EnumSet.noneOf(NumberMarks.class);
            Set<NumberMarks> whole = EnumSet.noneOf(NumberMarks.class);
            for (NumberMarks marks : NumberMarks.values()) {
                marks.read(value).ifPresent(plain -> {
                    number.add(marks);
                    if (isWhole(plain)) {
                        whole.add(marks);
                    }
                });
            }
            return new Readings(number, whole);
        }
    }

    /** Every so manyth, from all of the column. */
    private void remember(String number) {
        if (seen++ % stride == 0) {
            if (someNumbers.size() == MOST_NUMBERS) {
                for (int i = MOST_NUMBERS - 1; i > 0; i -= 2) {
                    someNumbers.remove(i);
                }
                stride *= 2;
            }
            someNumbers.add(number);
        }
    }

    private static <K> void count(Map<K, Alike> kinds, K kind, String value, boolean whole) {
        kinds.merge(kind, new Alike(value, whole, 1), Alike::plus);
    }

    /** Numbers that have marks. */
    Collection<Alike> numbers() {
        return numbers.values();
    }

    /** Whole numbers that have marks. */
    Collection<Alike> counts() {
        return counts.values();
    }

    /** Dates that do not begin with the year. */
    Collection<Alike> slashed() {
        return slashed.values();
    }

    /** Times in numbers. */
    Collection<Alike> epochs() {
        return epochs.values();
    }

    /** Some of the numbers, from all of the column. */
    List<String> someNumbers() {
        return List.copyOf(someNumbers);
    }

    static boolean isWhole(String number) {
        return WHOLE.matcher(number).matches();
    }
}
