package io.tidemark.ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A transaction whose statements take as long as there are calls. On a connection of the pool as it comes, a server that
 * does not answer for half a minute is taken for gone.
 */
@Component
public class LongTransaction {

    private final DataSource dataSource;
    private final TransactionTemplate transaction;

    public LongTransaction(DataSource dataSource, PlatformTransactionManager transactions) {
        this.dataSource = dataSource;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Has the work done, in the transaction that there is or in a new one, and returns what it does. */
    public <T> T run(Supplier<T> work) {
        T result = transaction.execute(_ -> {
            waitForEver();
            return work.get();
        });
        if (result == null) {
            throw new IllegalStateException("work returned nothing");
        }
        return result;
    }

    /** Until the pool has the connection back. */
    private void waitForEver() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The connection is broken", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
