package io.tidemark.ingest.csv;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of money as files write it: {@code $0.0012}, {@code 0,0012 EUR}, {@code -€5}, {@code (0.50)} for what is
 * negative.
 *
 * @param number the number alone, with its sign, marked as in the file
 * @param currency what names the currency; empty where nothing does
 */
record Amount(String number, String currency) {

    private static final String NAME = "(\\p{L}{0,3}\\p{Sc}|\\p{L}{2,3}\\.?|)";
    private static final String BLANKS = "[" + Blanks.ALL + "]*";
    private static final Pattern FORM = Pattern.compile("([+\u2212-]?)" + BLANKS + NAME + BLANKS + "([+\u2212-]?)"
            + BLANKS + "([\\d.,](?:[\\d.,'\u2019" + Blanks.ALL + "]*[\\d.,])?(?:[eE][+-]?\\d+)?)" + BLANKS + NAME);

    /** Signs that stand for currencies; a code always stands for itself. */
    private static final Map<String, Set<String>> SIGNS = Map.ofEntries(
            Map.entry("$", Set.of("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP")),
            Map.entry("US$", Set.of("USD")),
            Map.entry("CA$", Set.of("CAD")),
            Map.entry("A$", Set.of("AUD")),
            Map.entry("NZ$", Set.of("NZD")),
            Map.entry("R$", Set.of("BRL")),
            Map.entry("€", Set.of("EUR")),
            Map.entry("£", Set.of("GBP")),
            Map.entry("¥", Set.of("JPY", "CNY")),
            Map.entry("₹", Set.of("INR")),
            Map.entry("₩", Set.of("KRW")),
            Map.entry("₽", Set.of("RUB")),
            Map.entry("₺", Set.of("TRY")),
            Map.entry("₪", Set.of("ILS")),
            Map.entry("zł", Set.of("PLN")),
            Map.entry("kr", Set.of("SEK", "NOK", "DKK", "ISK")),
            Map.entry("kr.", Set.of("SEK", "NOK", "DKK", "ISK")),
            Map.entry("Fr.", Set.of("CHF")));

    /** Reads a cell; empty where it is no amount. */
    static Optional<Amount> of(String cell) {
        boolean inParentheses = cell.length() > 2 && cell.startsWith("(") && cell.endsWith(")");
        Matcher form = FORM.matcher(inParentheses ? Blanks.strip(cell.substring(1, cell.length() - 1)) : cell);
        if (!form.matches()) {
            return Optional.empty();
        }
        String sign = form.group(1) + form.group(3);
        String before = form.group(2);
        String after = form.group(5);
        if (sign.length() > 1 || (inParentheses && !sign.isEmpty()) || (!before.isEmpty() && !after.isEmpty())) {
            return Optional.empty();
        }
        String currency = before.isEmpty() ? after : before;
        if (!currency.isEmpty() && !isCurrency(currency)) {
            return Optional.empty();
        }
        return Optional.of(new Amount((inParentheses ? "-" : sign) + form.group(4), currency));
    }

    /** Whether it is in a currency, as far as it says. */
    boolean isIn(String code) {
        return currency.isEmpty()
                || currency.equalsIgnoreCase(code)
                || SIGNS.getOrDefault(currency, Set.of()).contains(code);
    }

    private static boolean isCurrency(String name) {
        return SIGNS.containsKey(name) || (name.length() == 3 && name.chars().allMatch(Character::isLetter));
    }
}
