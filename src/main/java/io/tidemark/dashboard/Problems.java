package io.tidemark.dashboard;

import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What went wrong with the database, for those who look at a page. */
final class Problems {

    private Problems() {}

    static String inWords(Throwable problem) {
        if (problem instanceof CannotCreateTransactionException || lostConnection(problem)) {
            return "The database cannot be reached.";
        }
        if (problem instanceof QueryTimeoutException || problem instanceof TimeoutException) {
            return "The database took too long to answer.";
        }
        return problem instanceof DataAccessException
                ? "The database answered with an error, which is in the server's log."
                : "Something went wrong on the server; its log has the details.";
    }

    /** SQL states of class 08 are about connections, 57P about a server that shuts down or starts. */
    private static boolean lostConnection(Throwable problem) {
        return NestedExceptionUtils.getMostSpecificCause(problem) instanceof SQLException e
                && e.getSQLState() != null
                && (e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57P"));
    }
}
