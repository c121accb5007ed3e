package io.tidemark.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/** Connections outside the pool, for work that needs a session of its own for as long as it likes. */
@Component
public class OwnConnections {

    private final JdbcConnectionDetails details;

    OwnConnections(JdbcConnectionDetails details) {
        this.details = details;
    }

    /**
     * Opens one.
     *
     * @param name what {@code pg_stat_activity} shows as its application
     * @throws SQLException when the database cannot be reached
     */
    public Connection open(String name) throws SQLException {
        Properties properties = new Properties();
        setIfPresent(properties, "user", details.getUsername());
        setIfPresent(properties, "password", details.getPassword());
        properties.setProperty("ApplicationName", name);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(details.getJdbcUrl(), properties);
    }

    private static void setIfPresent(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }
}
