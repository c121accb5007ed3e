package io.tidemark.ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A transaction whose statements take as long as there are calls. On a connection of the pool as it comes, PostgreSQL ends
 * a statement after less than half a minute, and is taken for gone where it does not.
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
            waitForAsLongAsItTakes();
            return work.get();
        });
        if (result == null) {
            throw new IllegalStateException("work returned nothing");
        }
        return result;
    }

    /** Until the transaction is over, the pool until it has the connection back. */
    private void waitForAsLongAsItTakes() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = 0");
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The connection is broken", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
