package io.tidemark.database;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads that are all of one snapshot of the database, and change nothing. */
public final class OneSnapshot {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    /**
     * Makes one.
     *
     * @param timeout after which its statements are ended
     */
    public OneSnapshot(JdbcClient jdbc, PlatformTransactionManager transactions, Duration timeout) {
        this.jdbc = jdbc;
        transaction = new TransactionTemplate(transactions);
        transaction.setReadOnly(true);
        transaction.setTimeout(Math.toIntExact(timeout.toSeconds()));
    }

    /** Has it read, in a transaction of its own. */
    public <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            // And not for the session, which a pooler may have given to somebody else by now.
            jdbc.sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").update();
            return work.get();
        }));
    }
}
