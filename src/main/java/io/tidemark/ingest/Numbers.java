package io.tidemark.ingest;

import java.math.BigDecimal;

/** Reads numbers without loss, and refuses those that no call can have. */
final class Numbers {

    /** More tokens than any call has; sums of such counts still fit a bigint. */
    private static final BigDecimal MOST_TOKENS = new BigDecimal("1000000000000");

    private static final BigDecimal MOST_COST = new BigDecimal("1000000000");
    private static final BigDecimal MOST_MILLISECONDS = new BigDecimal("10000000000");
    private static final int MOST_CHARACTERS = 60;
    private static final int MOST_DECIMALS = 30;

    private Numbers() {}

    static long tokens(String text) throws InvalidValue {
        BigDecimal number = notNegative(text);
        if (number.stripTrailingZeros().scale() > 0) {
            throw new InvalidValue("must be a whole number");
        }
        return atMost(MOST_TOKENS, number).longValueExact();
    }

    static BigDecimal cost(String text) throws InvalidValue {
        return atMost(MOST_COST, notNegative(text));
    }

    static BigDecimal milliseconds(String text, LatencyUnit unit) throws InvalidValue {
        return atMost(MOST_MILLISECONDS, unit.toMilliseconds(notNegative(text)));
    }

    private static BigDecimal notNegative(String text) throws InvalidValue {
        BigDecimal number = number(text);
        if (number.signum() < 0) {
            throw new InvalidValue("must not be negative");
        }
        return number;
    }

    private static BigDecimal atMost(BigDecimal limit, BigDecimal number) throws InvalidValue {
        if (number.compareTo(limit) > 0) {
            throw new InvalidValue("must not be above " + limit.toPlainString());
        }
        return number;
    }

    private static BigDecimal number(String text) throws InvalidValue {
        if (text.length() > MOST_CHARACTERS) {
            throw new InvalidValue("has more than " + MOST_CHARACTERS + " characters, too many for a number");
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new InvalidValue("is not a number");
        }
        if (number.scale() > MOST_DECIMALS) {
            throw new InvalidValue("has more than " + MOST_DECIMALS + " decimals");
        }
        if (number.precision() - (long) number.scale() > MOST_DECIMALS) {
            throw new InvalidValue("is too large");
        }
        return number;
    }
}
