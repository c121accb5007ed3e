package io.tidemark.admin;

import io.tidemark.database.OwnConnections;
import io.tidemark.security.Who;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A session outside the pool that works for somebody: what it does is recorded under their name, it never waits long for
 * a lock, and it can be told from another thread to stop.
 */
final class AdminSession implements AutoCloseable {

    private final Connection connection;
    private final JdbcClient jdbc;

    private AdminSession(Connection connection) {
        this.connection = connection;
        jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    static AdminSession open(OwnConnections connections, Who who, Duration statementTimeout) throws SQLException {
        var connection = connections.open("tidemark admin");
        try {
            var session = new AdminSession(connection);
            session.jdbc
                    .sql("""
                            SELECT set_config('tidemark.user', :user, false),
                                set_config('tidemark.user_id', :userId, false), set_config('tidemark.address', :address, false),
                                set_config('statement_timeout', :timeout, false), set_config('lock_timeout', '60s', false)""")
                    .param("user", who.name())
                    .param("userId", Objects.requireNonNullElse(who.id(), ""))
                    .param("address", who.address())
                    .param("timeout", String.valueOf(statementTimeout.toMillis()))
                    .query()
                    .singleRow();
            OwnConnections.awaitAnswers(connection, statementTimeout);
            return session;
        } catch (RuntimeException | SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Keeps what was done; strategy, pauses, refreshes, rebuilds and repairs are kept by the database itself. */
    void audit(String action, String subject, String detail) {
        jdbc.sql("SELECT record_audit_event(:action, :subject, :detail)")
                .param("action", action)
                .param("subject", subject)
                .param("detail", detail)
                .query()
                .singleRow();
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    Connection connection() {
        return connection;
    }

    /** Ends the statement that is running, if one is. */
    void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // It has ended by itself.
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is broken already, and PostgreSQL releases what it held.
        }
    }
}
