package io.tidemark.ingest.csv;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a file's numbers count since 1970, where its times are numbers. */
public enum EpochUnit {
    SECONDS("seconds", 10),
    MILLISECONDS("milliseconds", 13),
    MICROSECONDS("microseconds", 16),
    NANOSECONDS("nanoseconds", 19);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,24}([.,]\\d{0,12})?");

    private final String label;
    private final int digits;

    EpochUnit(String label, int digits) {
        this.label = label;
        this.digits = digits;
    }

    /** Its name on a page. */
    public String label() {
        return label;
    }

    /** The unit in which a number is a time from September 2001 to November 2286. */
    static Optional<EpochUnit> of(String number) {
        int mark = Math.max(number.indexOf('.'), number.indexOf(','));
        int digits = mark < 0 ? number.length() : mark;
        for (EpochUnit unit : values()) {
            if (unit.digits == digits && number.charAt(0) != '0') {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }
}
