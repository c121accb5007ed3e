package io.tidemark.ingest;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads points in time: ISO 8601 and its cousins ({@code 2026-01-31}, {@code 2026-01-31 10:00:00.1234567},
 * {@code 2026-01-31T10:00Z}, {@code 2026/01/31 10:00:00+02}), {@code 31.01.2026 10:00}, and seconds, milli-, micro- or
 * nanoseconds since 1970, told apart by their size. What PostgreSQL cannot keep, below a microsecond, is cut off.
 */
final class Timestamps {

    private static final Pattern ISO =
            Pattern.compile("([+-]?\\d{4,9})([-/])(\\d{1,2})\\2(\\d{1,2})(?:(?:[Tt]| +)(.*))?");
    private static final Pattern GERMAN = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})(?:,? +(.*))?");
    private static final Pattern TIME = Pattern.compile(
            "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)? ?([Zz]|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?");
    private static final Pattern EPOCH = Pattern.compile("\\d{9,19}(?:\\.\\d{1,9})?");
    private static final Pattern AMBIGUOUS = Pattern.compile("\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}.*");
    private static final int FIRST_YEAR = 1970;

    private Timestamps() {}

    /** Reads one; {@code zone} is for those that name none. */
    static Instant read(String text, ZoneId zone) throws InvalidValue {
        if (EPOCH.matcher(text).matches()) {
            return sinceEpoch(new BigDecimal(text));
        }
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return at(year(iso.group(1)), number(iso.group(3)), number(iso.group(4)), iso.group(5), zone);
            }
            Matcher german = GERMAN.matcher(text);
            if (german.matches()) {
                return at(
                        year(german.group(3)), number(german.group(2)), number(german.group(1)), german.group(4), zone);
            }
        } catch (DateTimeException e) {
            throw new InvalidValue("names a day or time that does not exist");
        }
        if (AMBIGUOUS.matcher(text).matches()) {
            throw new InvalidValue("does not say which number is the month; write it like 2026-01-31 10:00:00");
        }
        throw new InvalidValue(
                "is no time that can be read; write it like 2026-01-31 10:00:00 or 2026-01-31T10:00:00Z");
    }

    private static Instant at(int year, int month, int day, @Nullable String time, ZoneId zone) throws InvalidValue {
        if (time == null || time.isBlank()) {
            return LocalDateTime.of(year, month, day, 0, 0).atZone(zone).toInstant();
        }
        Matcher parts = TIME.matcher(time.strip());
        if (!parts.matches()) {
            throw new InvalidValue("has no readable time of day; write it like 2026-01-31 10:00:00");
        }
        var local = LocalDateTime.of(
                year,
                month,
                day,
                number(parts.group(1)),
                number(parts.group(2)),
                parts.group(3) == null ? 0 : number(parts.group(3)),
                parts.group(4) == null ? 0 : nanos(parts.group(4)));
        ZoneId where = parts.group(5) == null ? zone : offset(parts.group(5));
        return local.atZone(where).toInstant().truncatedTo(ChronoUnit.MICROS);
    }

    private static int year(String digits) throws InvalidValue {
        int year = number(digits);
        if (year < FIRST_YEAR || year > 9999) {
            throw new InvalidValue("has a year out of range (" + digits + ")");
        }
        return year;
    }

    private static ZoneId offset(String name) {
        return Character.isLetter(name.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(name);
    }

    private static int nanos(String fraction) {
        return number(fraction + "0".repeat(9 - fraction.length()));
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    private static Instant sinceEpoch(BigDecimal value) {
        int digits = value.precision() - value.scale();
        int power = digits <= 11 ? 6 : digits <= 14 ? 3 : digits <= 17 ? 0 : -3;
        long micros = value.scaleByPowerOfTen(power).longValue();
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
