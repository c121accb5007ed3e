package io.tidemark.admin;

import io.tidemark.security.Who;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Recounts every figure from the calls, keeps what differs, and records that it was done. */
final class VerifyViews {

    private static final int ROWS_AT_A_TIME = 1_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final AdminSession session;
    private final Who who;

    VerifyViews(AdminSession session, Who who) {
        this.session = session;
        this.who = who;
    }

    /** About how many calls there are to count, and how many of them a second the last time. */
    record Size(long calls, double callsPerSecond) {

        static Size read(JdbcClient jdbc) {
            return jdbc.sql("""
                            SELECT (SELECT coalesce(sum(calls), 0) FROM usage_rollup WHERE grain = 'day_total') AS calls,
                                coalesce((
                                    SELECT calls / nullif(extract(epoch FROM finished_at - started_at), 0)
                                    FROM analytics_verification
                                    WHERE calls > 0
                                    ORDER BY id DESC
                                    LIMIT 1), 20000)::double precision AS calls_per_second""").query(Size.class).single();
        }
    }

    Differences run() throws SQLException {
        var connection = session.connection();
        var began = session.jdbc()
                .sql("SELECT clock_timestamp()")
                .query(Instant.class)
                .single(); // the clock by which repairs are later than this
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            // Before the snapshot is taken, which does not hide a TRUNCATE that comes after it.
            session.jdbc().sql("LOCK TABLE api_usage IN ACCESS SHARE MODE").update();
            var differences = differences(connection);
            record(differences, began);
            connection.commit();
            return differences;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    private static Differences differences(Connection connection) throws SQLException {
        var first = new ArrayList<DifferingCell>();
        var days = new TreeSet<LocalDate>();
        long count = 0;
        LocalDate today = null;
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            var rows = statement.executeQuery("""
                    SELECT relation, cell, "column", found, expected, day_of_cell(relation, cell::jsonb) AS day,
                        day_of(now(), reporting_zone) AS today
                    FROM verify_analytics_views(), analytics_state""");
            while (rows.next()) {
                var cell = cell(rows);
                count++;
                if (first.size() < Differences.MOST_SHOWN) {
                    first.add(cell);
                }
                today = rows.getObject("today", LocalDate.class);
                if (cell.day() != null) {
                    days.add(cell.day());
                }
            }
        }
        if (days.isEmpty() && today != null) {
            days.add(today); // cells over 30 days follow from the days: counting any day anew derives them again
        }
        return new Differences(first, count, days);
    }

    private static DifferingCell cell(ResultSet row) throws SQLException {
        return new DifferingCell(
                row.getString("relation"),
                row.getString("cell"),
                row.getString("column"),
                row.getString("found"),
                row.getString("expected"),
                row.getObject("day", LocalDate.class));
    }

    /** As an array that the driver can send. */
    static String[] texts(Collection<LocalDate> days) {
        return days.stream().map(LocalDate::toString).toArray(String[]::new);
    }

    private void record(Differences differences, Instant began) {
        session.jdbc()
                .sql("""
                        INSERT INTO analytics_verification (started_at, started_by, as_of, calls, differing, days, cells)
                        SELECT :began, :by, as_of,
                            (SELECT coalesce(sum(calls), 0) FROM usage_rollup WHERE grain = 'day_total'),
                            :differing, CAST(:days AS date[]), CAST(:cells AS jsonb)
                        FROM analytics_state""")
                .param("began", began.atOffset(ZoneOffset.UTC))
                .param("by", who.name())
                .param("differing", differences.count())
                .param("days", texts(differences.days()))
                .param("cells", JSON.writeValueAsString(differences.first()))
                .update();
        session.audit("verified", "views", "%,d cells differ".formatted(differences.count()));
    }
}
