package io.tidemark.database;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Tells failures that come from a text with a character that the database cannot hold: to try again is no use. */
public final class UnstorableText {

    private static final String NO_CHARACTER = "22021";
    private static final String NOT_IN_THE_DATABASES_ENCODING = "22P05";

    // Words around these are in the language of the server's messages.
    private static final Pattern BYTES = Pattern.compile("0x[0-9a-f]{2}(?: 0x[0-9a-f]{2})*");
    private static final Pattern ENCODING = Pattern.compile("\"([A-Z0-9_]+)\"");
    private static final Pattern COPIED = Pattern.compile("COPY api_usage, \\D*(\\d+)");

    private UnstorableText() {}

    /** What is wrong, as a sentence; nothing where the failure has another reason. */
    public static Optional<String> in(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && NO_CHARACTER.equals(e.getSQLState())) {
                return Optional.of("A text contains a character that PostgreSQL cannot hold, such as NUL.");
            }
            if (cause instanceof SQLException e && NOT_IN_THE_DATABASES_ENCODING.equals(e.getSQLState())) {
                return Optional.of(sentence(e));
            }
        }
        return Optional.empty();
    }

    private static String sentence(SQLException e) {
        String message = String.valueOf(e.getMessage());
        String character = BYTES.matcher(message)
                .results()
                .map(MatchResult::group)
                .map(UnstorableText::character)
                .findFirst()
                .orElse("");
        String encoding = ENCODING.matcher(message)
                .results()
                .map(found -> found.group(1))
                .reduce((_, last) -> last)
                .orElse("another one");
        return "A text%s contains a character%s that the database cannot hold: its encoding is %s."
                .formatted(record(e), character, encoding);
    }

    private static String character(String bytes) {
        byte[] utf8 = HexFormat.ofDelimiter(" ").withPrefix("0x").parseHex(bytes);
        return " (" + new String(utf8, StandardCharsets.UTF_8) + ")";
    }

    /** Which of several calls it is in, where they were stored together. */
    private static String record(SQLException e) {
        var server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        var where = COPIED.matcher(server == null ? "" : String.valueOf(server.getWhere()));
        return where.find() ? " of record " + where.group(1) : "";
    }
}
