package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads values as all of their file are written, and none in another way. */
final class ValueReader {

    private static final Pattern THREE_DECIMALS = Pattern.compile("-?\\d{1,3}\\.\\d{3}");

    private final CsvNotation notation;
    private final String currency;

    /** @param currency the one that costs are stored in */
    ValueReader(CsvNotation notation, String currency) {
        this.notation = notation;
        this.currency = currency;
    }

    /** The value as programs write it; as it is where it is none of its field, which others find out. */
    String read(CallField field, String cell) throws Contradiction {
        return switch (field) {
            case CREATED_AT -> time(cell);
            case TOTAL_COST -> cost(cell);
            case LATENCY_MS -> latency(cell);
            default -> field.isCount() ? count(cell) : cell;
        };
    }

    private String cost(String cell) throws Contradiction {
        Optional<Amount> amount = Amount.of(cell);
        if (amount.isEmpty()) {
            return cell;
        }
        if (!amount.get().isIn(currency)) {
            throw new Contradiction(
                    "is in another currency than %s, which costs are stored in; convert it first".formatted(currency));
        }
        return number(amount.get().number());
    }

    private String latency(String cell) throws Contradiction {
        if (notation.latencyUnit() == null && NumberMarks.isNumber(cell)) {
            throw new Contradiction("does not say what it is in; choose what latencies are in");
        }
        return number(cell);
    }

    /** In a file that marks thousands, {@code 1,000} beside {@code 1.000} is another's thousand, not a one. */
    private String count(String cell) throws Contradiction {
        String number = number(cell);
        if (notation.marks() != null
                && notation.marks().marksThousands()
                && THREE_DECIMALS.matcher(number).matches()) {
            throw contradiction(notation.marks());
        }
        return number;
    }

    private String number(String text) throws Contradiction {
        NumberMarks marks = notation.marks();
        Optional<String> plain = marks == null ? NumberMarks.NONE.read(text) : marks.read(text);
        if (plain.isPresent()) {
            return plain.get();
        }
        if (!NumberMarks.isNumber(text)) {
            return text;
        }
        throw marks == null
                ? new Contradiction("can be read in more than one way; choose how numbers are written")
                : contradiction(marks);
    }

    private static Contradiction contradiction(NumberMarks marks) {
        return new Contradiction("is not written like %s, as the file's other numbers are".formatted(marks.example()));
    }

    private String time(String cell) throws Contradiction {
        if (EpochUnit.isNumber(cell)) {
            return sinceEpoch(cell);
        }
        Optional<Slashed> slashed = Slashed.of(cell);
        DateOrder order = notation.dateOrder();
        if (slashed.isEmpty() || order == null) {
            return cell;
        }
        if (!slashed.get().canBe(order)) {
            throw new Contradiction("is no day written %s, as the file's other days are".formatted(order.label()));
        }
        return slashed.get().yearFirst(order);
    }

    private String sinceEpoch(String number) throws Contradiction {
        EpochUnit unit = EpochUnit.of(number)
                .orElseThrow(() -> new Contradiction("is a number, but none of seconds, milliseconds, microseconds"
                        + " or nanoseconds since 1970; write it like 2026-01-31 10:00:00"));
        if (notation.epochUnit() == null) {
            throw new Contradiction("is a number of %s since 1970; choose what times count".formatted(unit.label()));
        }
        if (unit != notation.epochUnit()) {
            throw new Contradiction("is not in %s since 1970, as the file's other times are"
                    .formatted(notation.epochUnit().label()));
        }
        return number.replace(',', '.');
    }
}
