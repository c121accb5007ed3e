package io.tidemark.refresh;

import io.tidemark.database.OwnConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A session that refreshes. The loop works in one for as long as it lasts because the gate is a lock of the session, and
 * because PostgreSQL then plans the refresh once.
 */
final class RefreshSession implements AutoCloseable {

    private static final String ARRIVED = "SELECT announce_audience()";
    private static final String LEFT = "SELECT pg_advisory_unlock_shared(audience_lock())";

    private final Connection connection;
    private final JdbcClient jdbc;
    private final String node;
    private final RefreshTimeouts timeouts;
    private boolean gateClosed;
    private boolean audienceAnnounced;
    private int refreshesSinceVacuum;

    private RefreshSession(Connection connection, String node, RefreshTimeouts timeouts) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.node = node;
        this.timeouts = timeouts;
    }

    static RefreshSession open(OwnConnections connections, String node, RefreshTimeouts timeouts) throws SQLException {
        Connection connection = connections.open("tidemark refresh");
        try (Statement statement = connection.createStatement()) {
            OwnConnections.awaitAnswers(connection, timeouts.lock());
            statement.execute(timeouts.set());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new RefreshSession(connection, node, timeouts);
    }

    /**
     * Lets all nodes see whether somebody watches on this one, by a lock that ends with the session: a node without an
     * audience would otherwise keep writers from hinting.
     */
    void announceAudience(boolean present) {
        if (present != audienceAnnounced) {
            jdbc.sql(present ? ARRIVED : LEFT).query().singleRow();
            audienceAnnounced = present;
        }
    }

    LoopState look() {
        return jdbc.sql(LoopState.QUERY).query(LoopState::read).single();
    }

    /** Whether a transaction has ended since; costs next to nothing. */
    boolean movedFrom(String snapshot) {
        return jdbc.sql("SELECT pg_current_snapshot()::text <> ?")
                .param(snapshot)
                .query(Boolean.class)
                .single();
    }

    /**
     * Refreshes unless, when its turn comes, nothing is pending any more; or gives the refresh that another node has done
     * since the views were as seen: two nodes that refreshed one after the other would take twice their share.
     */
    Optional<RefreshRun> refreshIfPending(String reason, @Nullable Instant seenAsOf) {
        return inNoHurry(() -> jdbc.sql("""
                        SELECT *
                        FROM run_refresh(:reason, :node,
                            coalesce(:seen::timestamptz + interval '1 microsecond', clock_timestamp()), true)
                        WHERE id IS NOT NULL""")
                .param("reason", reason)
                .param("node", node)
                .param(
                        "seen",
                        seenAsOf == null ? null : seenAsOf.atOffset(ZoneOffset.UTC),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .query(RefreshRun::read)
                .optional());
    }

    /** Refreshes, or waits for a refresh that counts everything committed before this call. */
    RefreshRun refresh(String reason, String startedBy) {
        return inNoHurry(() -> jdbc.sql("SELECT * FROM run_refresh(:reason, :startedBy)")
                .param("reason", reason)
                .param("startedBy", startedBy)
                .query(RefreshRun::read)
                .single());
    }

    /** Refreshes unless another node has done so for this instant of the schedule. */
    RefreshRun refreshFor(Instant scheduled) {
        return inNoHurry(() -> jdbc.sql("SELECT * FROM run_refresh('cron', :node, :scheduled)")
                .param("node", node)
                .param("scheduled", scheduled.atOffset(ZoneOffset.UTC))
                .query(RefreshRun::read)
                .single());
    }

    /** Keeps writers from sending hints; false when another node does so already. */
    void closeGate() {
        if (!gateClosed) {
            gateClosed = jdbc.sql("SELECT pg_try_advisory_lock(hint_gate())")
                    .query(Boolean.class)
                    .single();
        }
    }

    /** Lets writers send hints again and says whether they could not before; the caller then has to look once more. */
    boolean openGate() {
        if (!gateClosed) {
            return false;
        }
        jdbc.sql("SELECT pg_advisory_unlock(hint_gate())").query().singleRow();
        gateClosed = false;
        return true;
    }

    List<LocalDate> monthsWithoutPartition() {
        return inNoHurry(() -> jdbc.sql("SELECT months_without_partition()")
                .query((row, number) -> row.getObject(1, LocalDate.class))
                .list());
    }

    /** Keeps everybody out of the calls until it has committed: one month in a transaction. */
    void createPartition(LocalDate month) {
        inNoHurry(() -> jdbc.sql("SELECT create_api_usage_partition(:month)")
                .param("month", month)
                .query()
                .singleRow());
    }

    List<DriftWatch.Repair> repairDrift() {
        return jdbc.sql("SELECT object, outcome FROM repair_drift()")
                .query((row, number) -> new DriftWatch.Repair(row.getString("object"), row.getString("outcome")))
                .list();
    }

    List<DriftWatch.Drift> findDrift() {
        return jdbc.sql("SELECT finding, cure FROM find_drift()")
                .query((row, number) -> new DriftWatch.Drift(row.getString("finding"), row.getString("cure")))
                .list();
    }

    void pruneHistory() {
        inNoHurry(() -> jdbc.sql("SELECT prune_refresh_history()").query().singleRow());
    }

    /** Takes away what refreshes leave in the catalogs, once there have been enough of them. */
    void tidyCatalogs() {
        if (++refreshesSinceVacuum >= CatalogVacuum.REFRESHES_BETWEEN && ownsDatabase()) {
            inNoHurry(() -> jdbc.sql(CatalogVacuum.STATEMENT).update());
            refreshesSinceVacuum = 0;
        }
    }

    /** Does what takes as long as there is work; all else is done at once, but may have to wait for a lock. */
    private <T> T inNoHurry(Supplier<T> work) {
        awaitAnswers(timeouts.statement());
        try {
            return work.get();
        } finally {
            awaitAnswers(timeouts.lock());
        }
    }

    private void awaitAnswers(Duration limit) {
        try {
            OwnConnections.awaitAnswers(connection, limit);
        } catch (SQLException e) {
            // It is broken: its next statement says so.
        }
    }

    private boolean ownsDatabase() {
        return jdbc.sql("SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()")
                .query(Boolean.class)
                .single();
    }

    boolean isBroken() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
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
