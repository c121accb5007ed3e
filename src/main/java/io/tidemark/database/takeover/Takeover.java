package io.tidemark.database.takeover;

import io.tidemark.database.Installation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Takes the {@code api_usage} of an older system over: it stays as it is, where it is, and is given what a refresh needs. It
 * is done in steps, each of which a start that finds it undone does: the migrations, then {@link Attachment the columns and
 * triggers}, then {@link Indexes the indexes}.
 */
public final class Takeover {

    private static final Logger log = LoggerFactory.getLogger(Takeover.class);

    private final DataSource dataSource;
    private final Installation installation;
    private final @Nullable String timeZone;
    private final Duration lockWait;

    /**
     * One for a database.
     *
     * @param dataSource opens connections that may last
     * @param timeZone in which naive times are; null to find it out
     * @param lockWait how long to try for the lock that the columns need; writers wait for moments in it only
     */
    public Takeover(DataSource dataSource, Installation installation, @Nullable String timeZone, Duration lockWait) {
        this.dataSource = dataSource;
        this.installation = installation;
        this.timeZone = timeZone == null || timeZone.isBlank() ? null : timeZone.strip();
        this.lockWait = lockWait;
    }

    private record Watched(boolean watched, @Nullable String timeZone) {}

    private interface Work<T> {
        T in(Connection connection, JdbcClient jdbc) throws SQLException;
    }

    /**
     * Looks, before the migrations, whether there is a table that cannot be watched, and says in the log what will be done
     * with one that can.
     *
     * @throws FailureAnalyzedException saying why, and what to do; nothing has been touched
     */
    public void sayOrRefuse() {
        connected((_, jdbc) -> {
            table(jdbc).filter(table -> !table.takenAlready()).ifPresent(table -> sayOrRefuse(jdbc, table));
            return true;
        });
    }

    private void sayOrRefuse(JdbcClient jdbc, OlderTable table) {
        List<String> obstacles = obstacles(jdbc, table);
        if (!obstacles.isEmpty()) {
            throw new FailureAnalyzedException(
                    "The %s that is there cannot be taken over:%n%s".formatted(table.name(), lines(obstacles)),
                    "Nothing was changed. Do what is said there, and start again; tidemark.takeover=plan (TIDEMARK_TAKEOVER=plan)"
                            + " shows what a start would do, and does nothing.");
        }
        log.info("event=takeover_begins\n{}", Plan.of(jdbc, table, mapping(jdbc, table, null), installation.schema()));
    }

    private List<String> obstacles(JdbcClient jdbc, OlderTable table) {
        List<String> obstacles = new ArrayList<>(table.obstacles());
        if (obstacles.isEmpty()) {
            Mapping mapping = mapping(jdbc, table, null);
            if (mapping.added().contains(Field.CREATED_AT)) {
                obstacles.add(
                        "%s has no column created_at: it cannot be said when a call was made.".formatted(table.name()));
            }
            mapping.unmappable()
                    .forEach(problem -> obstacles.add(
                            "%s of %s, which has no meaning for Tidemark. Rename that column, or change its type."
                                    .formatted(problem, table.name())));
        }
        obstacles.addAll(Surroundings.obstacles(jdbc, installation.schema()));
        return obstacles;
    }

    private static String lines(List<String> parts) {
        return "- " + String.join("\n- ", parts);
    }

    /** What a start would do, in words; nothing is done. */
    public String plan() {
        return connected((_, jdbc) -> {
            OlderTable table = table(jdbc).orElse(null);
            if (table == null) {
                return "There is no api_usage in the schema %s: nothing is taken over, Tidemark makes its own."
                        .formatted(installation.schema());
            }
            if (table.takenAlready()) {
                return "Tidemark has been set up here already: nothing is taken over.";
            }
            List<String> obstacles = obstacles(jdbc, table);
            return obstacles.isEmpty()
                    ? Plan.of(jdbc, table, mapping(jdbc, table, null), installation.schema())
                    : "%s cannot be taken over:\n%s".formatted(table.name(), lines(obstacles));
        });
    }

    /**
     * Does, after the migrations, what is still to be done; nothing, and without a lock, where nothing is.
     *
     * @throws FailureAnalyzedException when the table is in use for too long, saying by whom
     */
    public void complete() {
        connected((connection, jdbc) -> {
            Watched watched = jdbc.sql("""
                            SELECT EXISTS (SELECT FROM %1$s.watched_table) AS watched,
                                (SELECT time_zone FROM %1$s.watched_table) AS time_zone""".formatted(installation.internalSchema()))
                    .query(Watched.class)
                    .single();
            if (watched.watched()) {
                complete(connection, jdbc, watched.timeZone());
            }
            return true;
        });
    }

    private void complete(Connection connection, JdbcClient jdbc, @Nullable String knownZone) throws SQLException {
        OlderTable table = table(jdbc)
                .orElseThrow(() -> new FailureAnalyzedException(
                        "Tidemark watches %s.api_usage, and it is gone.".formatted(installation.schema()),
                        "Put the table back under this name, or give Tidemark a database of its own."));
        Mapping mapping = mapping(jdbc, table, knownZone);
        if (!mapping.unmappable().isEmpty()) {
            throw new FailureAnalyzedException(
                    "%s cannot be read any more:%n%s".formatted(table.name(), lines(mapping.unmappable())),
                    "Change these types back, or to numbers, texts and times.");
        }
        // One node at a time; and no refresh reads the whole table for want of an index.
        connection.setAutoCommit(false);
        execute(connection, "LOCK TABLE %s.refresh_turn IN EXCLUSIVE MODE".formatted(installation.internalSchema()));
        try (Connection working = open()) {
            var locks = new ShortLocks(working, table, lockWait);
            new Attachment(working, installation, table, mapping, locks).make();
            new Indexes(working, connection, table, mapping, locks).make();
        }
        // What was made for the table has come after those of the migrations.
        execute(connection, "CALL %s.enforce_analytics_access()".formatted(installation.internalSchema()));
        connection.commit();
        sayWhatIsLeftOut(jdbc);
    }

    private void sayWhatIsLeftOut(JdbcClient jdbc) {
        int most = 10_000;
        long uncounted = jdbc.sql("SELECT count(*) FROM %s.uncounted_calls(?)".formatted(installation.internalSchema()))
                .param(most)
                .query(Long.class)
                .single();
        if (uncounted > 0) {
            log.warn(
                    "event=calls_uncounted count={}{} see=\"SELECT * FROM {}.analytics_uncounted_calls\"",
                    uncounted,
                    uncounted == most ? "+" : "",
                    installation.schema());
        }
    }

    private Optional<OlderTable> table(JdbcClient jdbc) {
        return OlderTable.read(jdbc, installation.schema(), installation.internalSchema()).stream()
                .findFirst();
    }

    private Mapping mapping(JdbcClient jdbc, OlderTable table, @Nullable String knownZone) {
        String zone = Objects.requireNonNullElse(timeZone, Objects.requireNonNullElse(knownZone, table.timeZone()));
        if (timeZone != null && !ZoneId.getAvailableZoneIds().contains(timeZone)) {
            throw new FailureAnalyzedException(
                    "tidemark.takeover.time-zone is \"%s\", which is no time zone.".formatted(timeZone),
                    "Use a name such as Europe/Berlin or UTC.");
        }
        return Mapping.of(table.columns(jdbc), table.name(), zone, table.moneyDigits());
    }

    private <T> T connected(Work<T> work) {
        try (Connection connection = open()) {
            return work.in(connection, JdbcClient.create(new SingleConnectionDataSource(connection, true)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection open() throws SQLException {
        Connection connection = dataSource.getConnection();
        // Types and tables are told apart by their schemas.
        execute(connection, installation.settingsOfMigrations() + "; SET search_path = pg_catalog, pg_temp");
        return connection;
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
