package io.tidemark.refresh;

import io.tidemark.database.OwnConnections;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Has the database refresh its views. */
@Service
public class Refresher {

    private static final Logger log = LoggerFactory.getLogger(Refresher.class);

    /** One refreshes, one waits for its turn in the database; more would only be connections. */
    private static final int MOST_AT_ONCE = 2;

    private final JdbcClient jdbc;
    private final OwnConnections connections;
    private final RefreshTimeouts timeouts;
    private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);
    private final String node =
            "node " + hostName() + ":" + ProcessHandle.current().pid();

    Refresher(JdbcClient jdbc, OwnConnections connections, RefreshTimeouts timeouts) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.timeouts = timeouts;
    }

    /**
     * Refreshes the views, or waits for a refresh that counts everything committed before this call.
     *
     * @param reason a word for the run history, for instance {@code manual}
     * @param startedBy who asked for it
     * @throws DataAccessException when the refresh fails; the views stay as they were
     */
    public RefreshRun refresh(String reason, String startedBy) {
        Instant began = Instant.now();
        turns.acquireUninterruptibly();
        try (RefreshSession session = RefreshSession.open(connections, node, timeouts)) {
            return session.refresh(reason, startedBy);
        } catch (SQLException e) {
            recordFailure(reason, startedBy, began, e);
            throw new CannotGetJdbcConnectionException("No connection for a refresh", e);
        } catch (DataAccessException e) {
            recordFailure(reason, startedBy, began, e);
            throw e;
        } finally {
            turns.release();
        }
    }

    /** How the run history calls this process. */
    String node() {
        return node;
    }

    /** Adds a failure to the run history, if the database lets us. */
    void recordFailure(String reason, String startedBy, Instant began, Exception cause) {
        try {
            jdbc.sql("SELECT record_refresh_failure(:reason, :startedBy, :began, :error)")
                    .param("reason", reason)
                    .param("startedBy", startedBy)
                    .param("began", began.atOffset(ZoneOffset.UTC))
                    .param("error", inOneLine(cause))
                    .query()
                    .singleRow();
        } catch (DataAccessException e) {
            log.warn("event=failure_not_recorded cause=\"{}\"", e.getMessage());
        }
    }

    /** A refresh by its number. */
    public RefreshRun run(long id) {
        return jdbc.sql("SELECT * FROM refresh_run WHERE id = :id")
                .param("id", id)
                .query(RefreshRun::read)
                .single();
    }

    /** What PostgreSQL said, or whoever failed first. */
    static String inOneLine(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
