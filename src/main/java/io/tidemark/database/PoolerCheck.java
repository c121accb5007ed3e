package io.tidemark.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Finds out, before anything is touched, whether a pooler gives each transaction another session: then what a session sets
 * is lost or somebody else's, and listening, locks and prepared statements do not work.
 */
final class PoolerCheck {

    private static final int ROUNDS = 5;
    private static final String DIRECT_URL = "TIDEMARK_DATABASE_DIRECT_URL";

    private PoolerCheck() {}

    /**
     * Looks at both addresses.
     *
     * @throws FailureAnalyzedException naming the setting, or the statements, that are missing
     */
    static void require(JdbcConnectionDetails pool, DirectAddress direct, Installation installation) {
        try {
            if (!direct.apart()) {
                requireOwnSessions(pool);
                return;
            }
            try (Connection own = open(direct.url(), direct.username(), direct.password());
                    Connection other = open(direct.url(), direct.username(), direct.password());
                    Connection pooled = open(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword())) {
                if (shareASession(own, other)) {
                    throw new FailureAnalyzedException(
                            DIRECT_URL + " leads to a pooler too, which gives each transaction another session.",
                            "Name PostgreSQL itself in it, for instance jdbc:postgresql://db.example.com:5432/database.");
                }
                requireSameDatabase(own, pooled);
                requireDefaults(pooled, installation);
            }
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("The database was not found as it should be", e);
        }
    }

    private static void requireOwnSessions(JdbcConnectionDetails pool) throws SQLException {
        try (Connection one = open(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
                Connection other = open(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword())) {
            if (shareASession(one, other)) {
                throw new FailureAnalyzedException(
                        "SPRING_DATASOURCE_URL leads to a pooler that gives each transaction another session, as PgBouncer does"
                                + " with pool_mode = transaction.",
                        "Pages and calls that come in may go through it. What refreshes, listens, migrates or works for long"
                                + " needs sessions of its own: name PostgreSQL itself in " + DIRECT_URL
                                + " (jdbc:postgresql://host:5432/database), or in SPRING_DATASOURCE_URL for everything.");
            }
        }
    }

    /** Whether two connections that are both open and idle have met in one session. */
    private static boolean shareASession(Connection one, Connection other) throws SQLException {
        int first = session(one);
        for (int round = 0; round < ROUNDS; round++) {
            if (session(other) == session(one) || session(one) != first) {
                return true;
            }
        }
        return false;
    }

    private static int session(Connection connection) throws SQLException {
        return Integer.parseInt(ask(connection, "SELECT pg_backend_pid()"));
    }

    private static void requireSameDatabase(Connection own, Connection pooled) throws SQLException {
        String which =
                "SELECT concat_ws(' ', pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database()))";
        if (!ask(own, which).equals(ask(pooled, which))) {
            throw new FailureAnalyzedException(
                    DIRECT_URL + " and SPRING_DATASOURCE_URL lead to different databases.",
                    "Both have to lead to one database of one server: the first to PostgreSQL itself, the second to the pooler"
                            + " in front of it.");
        }
    }

    private static void requireDefaults(Connection pooled, Installation installation) throws SQLException {
        Map<String, String> wrong = new TreeMap<>(SessionSettings.defaultsOfPool(installation));
        pooled.setAutoCommit(false);
        try (PreparedStatement statement = pooled.prepareStatement("SELECT replace(current_setting(?), '\"', '')")) {
            for (String name : Map.copyOf(wrong).keySet()) {
                statement.setString(1, name);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    wrong.remove(name, row.getString(1));
                }
            }
        }
        if (!wrong.isEmpty()) {
            String whose =
                    ask(pooled, "SELECT format('ALTER ROLE %I IN DATABASE %I SET ', session_user, current_database())");
            throw new FailureAnalyzedException(
                    "Sessions of the pooler are not set as Tidemark needs them, and it cannot set them itself: what one sets"
                            + " there, another gets.",
                    "Run this once, then RECONNECT in the pooler's console:"
                            + wrong.entrySet().stream()
                                    .map(setting ->
                                            "%n    %s%s = %s;".formatted(whose, setting.getKey(), value(setting)))
                                    .collect(Collectors.joining()));
        }
    }

    private static String value(Map.Entry<String, String> setting) {
        return setting.getKey().equals("search_path") ? setting.getValue() : "'" + setting.getValue() + "'";
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection open(String url, @Nullable String username, @Nullable String password)
            throws SQLException {
        Properties properties = OwnConnections.attentive(username, password);
        properties.setProperty("prepareThreshold", "0");
        return DriverManager.getConnection(url, properties);
    }
}
