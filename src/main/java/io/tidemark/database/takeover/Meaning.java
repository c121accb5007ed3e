package io.tidemark.database.takeover;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a column of an older table means: how it is read as our value, and how our value is written to it. Neither may depend
 * on the settings of a session, since triggers of anybody's read too.
 */
final class Meaning {

    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "name", "citext");
    private static final Set<String> WORDS = Set.of("uuid", "int2", "int4", "int8", "oid", "bool", "numeric");
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "numeric", "float4", "float8");
    private static final int LONGEST_NAME = 600;
    /** Of the most bytes that a character takes, so many leave room for a digest. */
    private static final int KEPT_CHARACTERS = 120;

    private Meaning() {}

    /** The expression of our value; null when a column of this type has none. */
    static @Nullable String read(Field field, Column column, String zone, int moneyDigits) {
        String name = column.quoted();
        return switch (field) {
            case TX -> column.type().equals("xid8") ? name : null;
            case CREATED_AT, RECEIVED_AT -> instant(column, zone);
            case TOTAL_COST -> number(column, "1e15", moneyDigits);
            case LATENCY_MS ->
                column.type().equals("interval")
                        ? bounded("1000 * extract(epoch FROM %s)".formatted(name), "1e12")
                        : number(column, "1e12", moneyDigits);
            default -> field.isTokens() ? tokens(column) : text(field, column);
        };
    }

    private static @Nullable String instant(Column column, String zone) {
        return switch (column.type()) {
            case "timestamptz" -> column.quoted();
            case "timestamp" -> "(%s AT TIME ZONE %s)".formatted(column.quoted(), literal(zone));
            case "date" -> "(%s::timestamp AT TIME ZONE %s)".formatted(column.quoted(), literal(zone));
            default -> null;
        };
    }

    private static @Nullable String number(Column column, String most, int moneyDigits) {
        if (column.type().equals("money")) {
            // A cast goes by lc_monetary, which each session may set.
            return "(('x' || encode(cash_send(%s), 'hex'))::bit(64)::bigint * 1e-%d)"
                    .formatted(column.quoted(), moneyDigits);
        }
        return NUMBERS.contains(column.type()) ? bounded(column.quoted(), most) : null;
    }

    /** Neither NaN nor infinite: it is not known then. */
    private static String bounded(String value, String most) {
        return "CASE WHEN %1$s > -%2$s AND %1$s < %2$s THEN (%1$s)::numeric END".formatted(value, most);
    }

    private static @Nullable String tokens(Column column) {
        return NUMBERS.contains(column.type())
                ? "CASE WHEN %1$s BETWEEN 0 AND 1000000000000 THEN %1$s ELSE 0 END::bigint".formatted(column.quoted())
                : null;
    }

    private static @Nullable String text(Field field, Column column) {
        if (!isText(column)) {
            return WORDS.contains(column.type()) || column.kind().equals("e") ? column.quoted() + "::text" : null;
        }
        String value = column.type().equals("text") ? column.quoted() : column.quoted() + "::text";
        if (column.collated()) {
            value = "(%s COLLATE \"default\")".formatted(value);
        }
        boolean mayBeTooLong = column.longest() == 0 || column.longest() * 4 > LONGEST_NAME;
        return field.isIndexedName() && mayBeTooLong
                ? "CASE WHEN octet_length(%1$s) > %2$d THEN left(%1$s, %3$d) || ' ' || md5(%1$s) ELSE %1$s END"
                        .formatted(value, LONGEST_NAME, KEPT_CHARACTERS)
                : value;
    }

    /** The expression by which our value, in {@code NEW}, is stored. */
    static String written(Field field, Column column, String zone) {
        String value = "NEW." + field.column();
        return switch (column.type()) {
            case "timestamp" -> "%s AT TIME ZONE %s".formatted(value, literal(zone));
            case "date" -> "(%s AT TIME ZONE %s)::date".formatted(value, literal(zone));
            case "interval" -> value + " * interval '1 millisecond'";
            default -> isText(column) || field.isTokens() ? value : value + "::" + column.declared();
        };
    }

    private static boolean isText(Column column) {
        return TEXTS.contains(column.type());
    }

    /** A literal that reads alike under every setting. */
    static String literal(String value) {
        String quoted = "'" + value.replace("'", "''") + "'";
        return value.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }
}
