package io.tidemark.ingest.csv;

import io.tidemark.ingest.LatencyUnit;
import io.tidemark.ingest.csv.Weighing.Alike;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds out what latencies are in where no name says it: an API's usual call takes from 10 ms to 10 minutes. */
final class LatencyGuess {

    private static final BigDecimal SHORTEST = BigDecimal.TEN;
    private static final BigDecimal LONGEST = new BigDecimal(600_000);
    private static final List<LatencyUnit> USUAL = List.of(LatencyUnit.MILLISECONDS, LatencyUnit.SECONDS);

    private LatencyGuess() {}

    static Guessed<LatencyUnit> guess(List<String> values, NumberMarks marks) {
        List<BigDecimal> numbers = values.stream()
                .flatMap(value -> marks.read(value).stream())
                .map(BigDecimal::new)
                .filter(number -> number.signum() > 0)
                .sorted()
                .toList();
        if (numbers.isEmpty()) {
            return Guessed.sure(LatencyUnit.MILLISECONDS);
        }
        BigDecimal usual = numbers.get(numbers.size() / 2);
        List<LatencyUnit> plausible = new ArrayList<>(Arrays.stream(LatencyUnit.values())
                .filter(unit -> isPlausible(unit.toMilliseconds(usual)))
                .toList());
        boolean whole =
                numbers.stream().allMatch(number -> number.stripTrailingZeros().scale() <= 0);
        if (plausible.equals(List.of(LatencyUnit.SECONDS)) && whole) {
            plausible.addFirst(LatencyUnit.MILLISECONDS);
        }
        return plausible.size() == 1
                ? Guessed.sure(plausible.getFirst())
                : new Guessed<>(null, options(plausible.isEmpty() ? USUAL : plausible, values, marks));
    }

    private static List<Guessed.Option<LatencyUnit>> options(
            List<LatencyUnit> units, List<String> values, NumberMarks marks) {
        return Weighing.options(
                units,
                values.stream().map(value -> new Alike(value, false, 1)).toList(),
                (unit, value) -> marks.read(value.example()).map(number -> milliseconds(unit, new BigDecimal(number))));
    }

    private static String milliseconds(LatencyUnit unit, BigDecimal number) {
        return unit.toMilliseconds(number).stripTrailingZeros().toPlainString() + " ms";
    }

    private static boolean isPlausible(BigDecimal milliseconds) {
        return milliseconds.compareTo(SHORTEST) >= 0 && milliseconds.compareTo(LONGEST) <= 0;
    }
}
