package io.tidemark.ui;

import io.tidemark.database.UnstorableText;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;

/** What went wrong with the database, for those who look at a page. */
public final class Problems {

    private Problems() {}

    /** A sentence, whatever the problem was wrapped into. */
    public static String inWords(Throwable problem) {
        var unstorable = UnstorableText.in(problem);
        if (unstorable.isPresent()) {
            return unstorable.get();
        }
        if (is(problem, CannotCreateTransactionException.class)
                || is(problem, CannotGetJdbcConnectionException.class)
                || lostConnection(problem)) {
            return "The database cannot be reached.";
        }
        if (is(problem, QueryTimeoutException.class) || is(problem, TimeoutException.class)) {
            return "The database took too long to answer.";
        }
        return is(problem, DataAccessException.class)
                ? "The database answered with an error, which is in the server's log."
                : "Something went wrong on the server; its log has the details.";
    }

    /** One line for what the database did; the whole story for what nobody expected. */
    static void log(Logger log, String event, Throwable problem) {
        if (is(problem, DataAccessException.class) || is(problem, TransactionException.class)) {
            log.warn("{} cause=\"{}\"", event, problem.toString());
        } else {
            log.error(event, problem);
        }
    }

    private static boolean is(Throwable problem, Class<? extends Throwable> kind) {
        for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** SQL states of class 08 are about connections, 57P about a server that shuts down or starts. */
    private static boolean lostConnection(Throwable problem) {
        return NestedExceptionUtils.getMostSpecificCause(problem) instanceof SQLException e
                && e.getSQLState() != null
                && (e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57P"));
    }
}
