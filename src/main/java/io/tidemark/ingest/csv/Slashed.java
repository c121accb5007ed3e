package io.tidemark.ingest.csv;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date like {@code 03/04/2026 1:05 PM}, which says by itself which number is the month only where the other is above 12.
 *
 * @param rest what follows the date, the time of day on a clock of 24 hours
 */
record Slashed(int first, int second, String year, String rest) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,2})([/-])(\\d{1,2})\\2(\\d{4})(?:(?:T|,? +)(.*))?");
    private static final Pattern HALF_DAY =
            Pattern.compile("(\\d{1,2})(:.*?) ?([AaPp])\\.?[Mm]\\.?(| *(?:Z|UTC|GMT|[+-]\\d.*))");
    private static final int MONTHS = 12;

    static Optional<Slashed> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Slashed(
                        Integer.parseInt(form.group(1)),
                        Integer.parseInt(form.group(3)),
                        form.group(4),
                        on24Hours(form.group(5))))
                : Optional.empty();
    }

    boolean canBe(DateOrder order) {
        int month = order == DateOrder.DAY_FIRST ? second : first;
        int day = order == DateOrder.DAY_FIRST ? first : second;
        return month >= 1 && month <= MONTHS && day >= 1 && day <= 31;
    }

    /** The same with the year first. */
    String yearFirst(DateOrder order) {
        return order == DateOrder.DAY_FIRST
                ? "%s-%02d-%02d %s".formatted(year, second, first, rest).strip()
                : "%s-%02d-%02d %s".formatted(year, first, second, rest).strip();
    }

    private static String on24Hours(@Nullable String time) {
        if (time == null) {
            return "";
        }
        Matcher half = HALF_DAY.matcher(time);
        if (!half.matches()) {
            return time;
        }
        int hour = Integer.parseInt(half.group(1));
        if (hour < 1 || hour > MONTHS) {
            return time;
        }
        boolean afternoon = half.group(3).equalsIgnoreCase("p");
        return "%02d%s%s"
                .formatted(
                        hour % 12 + (afternoon ? 12 : 0),
                        half.group(2),
                        half.group(4).strip());
    }
}
