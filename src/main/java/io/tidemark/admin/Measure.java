package io.tidemark.admin;

import io.tidemark.database.OwnConnections;
import io.tidemark.security.Who;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Measures what inserts and a refresh cost on this server, in a few seconds, and leaves nothing but the result. */
@Component
class Measure {

    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(5);
    private static final String SETTINGS =
            "SET statement_timeout = %d; SET lock_timeout = '2s'".formatted(LONGEST_STATEMENT.toMillis());

    private final OwnConnections connections;

    Measure(OwnConnections connections) {
        this.connections = connections;
    }

    /** What a refresh cost that was taken back. */
    private record RefreshCost(double refreshMs, long refreshRows, long walBytes, long catalogRows) {}

    String run(AdminSession session, Jobs.Report report, Who who) throws SQLException {
        var jdbc = session.jdbc();
        jdbc.sql(SETTINGS).update();
        if (!jdbc.sql("SELECT pg_try_advisory_lock(scratch_lock())")
                .query(Boolean.class)
                .single()) {
            throw new IllegalStateException("another node of the application measures right now");
        }
        try (var gate = connections.open("tidemark measurement")) {
            report.at(0.0, "timing inserts into a copy of api_usage");
            jdbc.sql("CALL create_insert_scratch()").update();
            var inserts = new MeasureInserts(session.connection(), gate)
                    .run(part -> report.at(0.9 * part, "timing inserts into a copy of api_usage"));
            report.at(0.9, "timing a refresh, which is taken back");
            var refresh = jdbc.sql("SELECT refresh_ms, refresh_rows, wal_bytes, catalog_rows FROM measure_refresh()")
                    .query(RefreshCost.class)
                    .single();
            record(session, who, inserts, refresh);
            return "Measured: %d inserts of each kind and a refresh.".formatted(inserts.inserts());
        } finally {
            dropScratch();
        }
    }

    /** What a crash in the middle of a measurement left behind goes away at the next start. */
    @EventListener(ApplicationReadyEvent.class)
    void dropLeftovers() {
        try (var session = AdminSession.open(connections, new Who("tidemark", null, ""), LONGEST_STATEMENT)) {
            if (session.jdbc()
                    .sql("SELECT pg_try_advisory_lock(scratch_lock())")
                    .query(Boolean.class)
                    .single()) {
                session.jdbc().sql("CALL drop_insert_scratch()").update();
            }
        } catch (SQLException | DataAccessException e) {
            // The database is away; whoever measures next drops it first.
        }
    }

    /** In a session of its own: the one that measured may be dead. */
    private void dropScratch() throws SQLException {
        try (var session = AdminSession.open(connections, new Who("tidemark", null, ""), LONGEST_STATEMENT)) {
            session.jdbc().sql("CALL drop_insert_scratch()").update();
        }
    }

    private static void record(AdminSession session, Who who, MeasureInserts.Result inserts, RefreshCost refresh) {
        session.jdbc()
                .sql("""
                        INSERT INTO strategy_measurement (measured_by, inserts, insert_us, insert_gated_us, insert_hinting_us,
                            refresh_ms, refresh_rows, refresh_wal_bytes, refresh_catalog_rows)
                        VALUES (:by, :inserts, :plain, :gated, :hinting, :refreshMs, :refreshRows, :walBytes, :catalogRows)""")
                .param("by", who.name())
                .param("inserts", inserts.inserts())
                .param("plain", inserts.plainUs())
                .param("gated", inserts.gatedUs())
                .param("hinting", inserts.hintingUs())
                .param("refreshMs", refresh.refreshMs())
                .param("refreshRows", refresh.refreshRows())
                .param("walBytes", refresh.walBytes())
                .param("catalogRows", refresh.catalogRows())
                .update();
        session.audit("measured", "inserts and refresh", "%d inserts of each kind".formatted(inserts.inserts()));
    }
}
