package io.tidemark.admin;

import java.sql.SQLException;
import java.util.Locale;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;

/** What went wrong, as an admin wants to know it: PostgreSQL's own words and its hint. */
final class Problem {

    private static final String CANCELLED = "57014";

    private Problem() {}

    static String inWords(Throwable problem) {
        var root = NestedExceptionUtils.getMostSpecificCause(problem);
        if (root instanceof PSQLException e && e.getServerErrorMessage() != null) {
            return inWords(e.getServerErrorMessage());
        }
        if (root instanceof SQLException e
                && e.getSQLState() != null
                && e.getSQLState().startsWith("08")) {
            return "The database cannot be reached: " + e.getMessage();
        }
        var message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private static String inWords(ServerErrorMessage error) {
        var hint = error.getHint();
        return sentence(String.valueOf(error.getMessage())) + (hint == null ? "" : " " + sentence(hint));
    }

    private static String sentence(String text) {
        var capital = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return capital.matches("(?s).*[.!?]") ? capital : capital + ".";
    }

    /** Whether it was ended on somebody's wish, or because it took longer than it may. */
    static boolean isCancellation(Throwable problem) {
        return NestedExceptionUtils.getMostSpecificCause(problem) instanceof SQLException e
                && CANCELLED.equals(e.getSQLState());
    }
}
