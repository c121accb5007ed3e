package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What a page says when a click came to nothing. */
class NotDoneTest {

    @Test
    void aDatabaseThatIsAwayIsSaidHoweverThatWasFoundOut() {
        var poolIsEmpty = new SQLTransientConnectionException("no connection in time");
        var serverShutsDown = new SQLException("terminating connection", "57P01");

        assertThat(new Throwable[] {
                    new CannotGetJdbcConnectionException("no connection", poolIsEmpty),
                    new CannotCreateTransactionException("no connection", poolIsEmpty),
                    new UncategorizedSQLException("asking", "SELECT 1", serverShutsDown),
                    new IllegalStateException(new CannotCreateTransactionException("no connection")),
                })
                .extracting(NotDone::inWords)
                .containsOnly("Not done: the database cannot be reached.");
    }

    @Test
    void otherProblemsAreToldApart() {
        assertThat(NotDone.inWords(new QueryTimeoutException("too long"))).contains("took too long");
        assertThat(NotDone.inWords(new DataIntegrityViolationException("twice")))
                .contains("answered with an error");
        assertThat(NotDone.inWords(new NullPointerException())).contains("something went wrong on the server");
    }
}
