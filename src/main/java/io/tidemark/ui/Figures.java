package io.tidemark.ui;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes figures as pages show them. What is not known is {@link #NO_DATA}, never 0. */
public final class Figures {

    public static final String NO_DATA = "–";

    private static final String SPACE = "\u00a0";
    private static final long COMPACT_FROM = 1_000_000;

    private Figures() {}

    /** All digits: {@code 424,196}. */
    public static String count(long value) {
        return format("#,##0", value);
    }

    /** All digits up to a million, then {@code 612.4 M}. */
    public static String compact(long value) {
        return Math.abs(value) < COMPACT_FROM ? count(value) : scaled(BigDecimal.valueOf(value));
    }

    /** {@code $2,948.67}; small amounts keep two digits that mean something: {@code $0.0069}. */
    public static String money(@Nullable BigDecimal amount, String currency) {
        if (amount == null) {
            return NO_DATA;
        }
        var sign = amount.signum() < 0 ? "-" : "";
        return sign + symbol(currency) + amount(amount.abs());
    }

    private static String amount(BigDecimal amount) {
        if (amount.compareTo(BigDecimal.valueOf(10 * COMPACT_FROM)) >= 0) {
            return scaled(amount);
        }
        if (amount.signum() == 0 || amount.compareTo(new BigDecimal("0.1")) >= 0) {
            return format("#,##0.00", amount);
        }
        return amount.round(new MathContext(2)).toPlainString();
    }

    /** All digits and the currency's code: {@code 2948.671234 USD}. */
    public static String exactMoney(@Nullable BigDecimal amount, String currency) {
        return amount == null ? "no price known" : plain(amount) + SPACE + currency;
    }

    /** All digits, without exponent or trailing zeros. */
    public static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** {@code 640 ms}, {@code 2.81 s}, {@code 1 min 12 s}. */
    public static String duration(@Nullable Double milliseconds) {
        if (milliseconds == null) {
            return NO_DATA;
        }
        if (milliseconds < 9.95) {
            return format("0.#", milliseconds) + SPACE + "ms";
        }
        if (milliseconds < 999.5) {
            return format("0", milliseconds) + SPACE + "ms";
        }
        double seconds = milliseconds / 1_000;
        if (seconds < 59.95) {
            return format(seconds < 9.995 ? "0.00" : "0.0", seconds) + SPACE + "s";
        }
        long whole = Math.round(seconds);
        return whole / 60 + SPACE + "min" + SPACE + whole % 60 + SPACE + "s";
    }

    /** A rate of 0 to 1 as {@code 99.03 %}; only what is exactly 1 is 100 %. */
    public static String rate(@Nullable Double rate) {
        if (rate == null) {
            return NO_DATA;
        }
        var percent = BigDecimal.valueOf(rate).movePointRight(2);
        var rounded = percent.setScale(2, rate < 1 ? RoundingMode.DOWN : RoundingMode.HALF_UP);
        return plain(rounded) + SPACE + "%";
    }

    /** A part of a whole as {@code 34.1 %}. */
    public static String share(double share) {
        return share > 0 && share < 0.001
                ? "<" + SPACE + "0.1" + SPACE + "%"
                : format("0.0", share * 100) + SPACE + "%";
    }

    /** What stands before an amount: {@code $}, {@code €}, or the code. */
    public static String symbol(String currency) {
        try {
            var symbol = Currency.getInstance(currency).getSymbol(Locale.US);
            // The sign for "some currency" says nothing.
            return symbol.length() == 1 && !symbol.equals("¤") ? symbol : currency + SPACE;
        } catch (IllegalArgumentException e) {
            return currency + SPACE;
        }
    }

    private static String scaled(BigDecimal value) {
        var units = new String[] {"", "k", "M", "B", "T"};
        int unit = 0;
        while (value.abs().compareTo(BigDecimal.valueOf(999.95)) >= 0 && unit < units.length - 1) {
            value = value.movePointLeft(3);
            unit++;
        }
        return format("#,##0.0", value) + SPACE + units[unit];
    }

    private static String format(String pattern, Object number) {
        var format = new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.US));
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(number);
    }
}
