package io.tidemark.database.takeover;

import static io.tidemark.database.takeover.Takeover.execute;

import io.tidemark.database.Installation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Gives an older table the columns and triggers that it lacks, in one short transaction.
 */
final class Attachment {

    private static final Logger log = LoggerFactory.getLogger(Attachment.class);

    private final Connection connection;
    private final JdbcClient jdbc;
    private final String ours;
    private final OlderTable table;
    private final Mapping mapping;
    private final ShortLocks locks;
    private long lockedSince;

    Attachment(Connection connection, Installation installation, OlderTable table, Mapping mapping, ShortLocks locks) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.ours = installation.internalSchema();
        this.table = table;
        this.mapping = mapping;
        this.locks = locks;
    }

    void make() throws SQLException {
        locks.run(this::keepMeaning);
        if (mapping.added().isEmpty() && isAsItWas()) {
            return;
        }
        locks.run(this::attach);
        log.info(
                "event=table_watched table={} columns_added={} time_zone={} locked_ms={}",
                table.name(),
                mapping.added().stream().map(Field::column).toList(),
                mapping.zone(),
                (System.nanoTime() - lockedSince) / 1_000_000);
    }

    private boolean isAsItWas() {
        return isAttached()
                && jdbc.sql("SELECT %s.can_be_logged('%s'::regclass)".formatted(ours, table.name()))
                        .query(Boolean.class)
                        .single();
    }

    private boolean isAttached() {
        return jdbc.sql("SELECT attached_at IS NOT NULL FROM %s.watched_table".formatted(ours))
                .query(Boolean.class)
                .single();
    }

    private void attach() throws SQLException {
        execute(connection, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table.name()));
        lockedSince = System.nanoTime();
        if (!mapping.added().isEmpty()) {
            addColumns();
        }
        execute(connection, "CALL %s.watch_older_table()".formatted(ours));
    }

    private void addColumns() throws SQLException {
        execute(connection, alter());
        if (mapping.added().contains(Field.RECEIVED_AT)) {
            // From here on, of each row its own; the rows that are there have got one for all.
            execute(
                    connection,
                    "ALTER TABLE %s ALTER COLUMN received_at SET DEFAULT clock_timestamp()".formatted(table.name()));
        }
        for (Field field : mapping.added()) {
            execute(
                    connection,
                    "COMMENT ON COLUMN %s.%s IS %s"
                            .formatted(table.name(), field.column(), Meaning.literal(field.comment())));
        }
    }

    /** No default of these has the table written anew. */
    private String alter() {
        return "ALTER TABLE %s %s"
                .formatted(
                        table.name(),
                        mapping.added().stream()
                                .map(field ->
                                        "ADD COLUMN IF NOT EXISTS %s %s".formatted(field.column(), field.definition()))
                                .collect(Collectors.joining(", ")));
    }

    /** Writes down what the columns mean; where that is something else than before, all of it is counted anew. */
    private void keepMeaning() throws SQLException {
        List<String> meaning = List.of(
                mapping.zone(),
                mapping.calls(),
                mapping.calledAt(),
                mapping.countable(),
                mapping.leftOut(),
                table.key(),
                mapping.incoming());
        boolean changed =
                jdbc.sql("""
                        UPDATE %s.watched_table
                        SET (time_zone, calls, called_at, countable, left_out, row_key, incoming) = (?, ?, ?, ?, ?, ?, ?)
                        WHERE (time_zone, calls, called_at, countable, left_out, row_key, incoming)
                            IS DISTINCT FROM (?, ?, ?, ?, ?, ?, ?)""".formatted(ours)).params(meaning).params(meaning).update() > 0;
        // Before the lock, when the columns that they are to read are not there yet.
        execute(connection, "SET LOCAL check_function_bodies = off");
        execute(connection, "CALL %s.make_watching_functions()".formatted(ours));
        if (changed && isAttached()) {
            execute(
                    connection,
                    "INSERT INTO %s.api_usage_stale_range (span, reason) VALUES ('(,)', 'columns mean something else')"
                            .formatted(ours));
        }
    }
}
