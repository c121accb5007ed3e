package io.tidemark.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Connections outside the pool, for work that needs a session of its own for as long as it likes. */
@Component
public class OwnConnections {

    /** How much later than it should have ended a statement PostgreSQL is taken for gone. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final DirectAddress address;
    private final Installation installation;

    OwnConnections(DirectAddress address, Installation installation) {
        this.address = address;
        this.installation = installation;
    }

    /**
     * Opens one.
     *
     * @param name what {@code pg_stat_activity} shows as its application
     * @throws SQLException when the database cannot be reached
     */
    public Connection open(String name) throws SQLException {
        Properties properties = attentive(address.username(), address.password());
        properties.setProperty("ApplicationName", name);
        properties.setProperty("connectTimeout", "10");
        return SessionSettings.apply(
                SessionSettings.ofOwnConnection(installation), DriverManager.getConnection(address.url(), properties));
    }

    /**
     * From now on a connection waits for an answer somewhat longer than PostgreSQL may take for one.
     *
     * @param limit a {@code statement_timeout} or {@code lock_timeout}; zero is none, as it is there
     * @throws SQLException when the connection is closed
     */
    public static void awaitAnswers(Connection connection, Duration limit) throws SQLException {
        long milliseconds = limit.isZero() ? 0 : limit.plus(MARGIN).toMillis();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(milliseconds));
    }

    /** Who connects, and what a connection needs to notice that its server is gone. */
    static Properties attentive(@Nullable String username, @Nullable String password) {
        Properties properties = new Properties();
        setIfPresent(properties, "user", username);
        setIfPresent(properties, "password", password);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", AttentiveSockets.class.getName());
        return properties;
    }

    private static void setIfPresent(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }
}
