package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HostileDatabase;
import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Sessions of ours are set as we need them, whatever the role and the database have been given. */
class SessionSettingsTest {

    private static final Installation INSTALLATION = new Installation("public");

    private final TestDatabase database = TestDatabase.createEmpty();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void aHostileRoleAndDatabaseChangeNothingOfAnySession() throws SQLException {
        for (String settings : new String[] {
            SessionSettings.ofMigrations(INSTALLATION),
            SessionSettings.ofPool(INSTALLATION),
            SessionSettings.ofOwnConnection(INSTALLATION)
        }) {
            Map<String, String> before = settingsAfter(settings);
            HostileDatabase.set(database.superuser(), database.name(), database.username());
            Map<String, String> after = settingsAfter(settings);
            reset();

            assertThat(after).containsAllEntriesOf(before);
        }
    }

    @Test
    void aHostileRoleMigrates() {
        HostileDatabase.set(database.superuser(), database.name(), database.username());

        assertThat(INSTALLATION
                        .configure(Flyway.configure())
                        .dataSource(database.url(), database.username(), database.password())
                        .load()
                        .migrate()
                        .success)
                .isTrue();
    }

    @Test
    void aConnectionOfItsOwnIsSetBeforeItIsHandedOut() throws SQLException {
        HostileDatabase.set(database.superuser(), database.name(), database.username());

        try (Connection connection = new OwnConnections(address(), INSTALLATION).open("test")) {
            assertThat(settings(connection))
                    .containsEntry("default_transaction_isolation", "read committed")
                    .containsEntry("default_transaction_read_only", "off")
                    .containsEntry("TimeZone", "UTC")
                    .containsEntry("statement_timeout", "0")
                    .containsEntry("tcp_keepalives_idle", "15");
        }
    }

    /** Everything but what only makes things faster or slower, and what the server or the driver says of the session. */
    private Map<String, String> settingsAfter(String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.username(), "")) {
            try (var statement = connection.createStatement()) {
                statement.execute(statements);
            }
            return settings(connection);
        }
    }

    private static Map<String, String> settings(Connection connection) {
        Map<String, String> settings = new TreeMap<>();
        JdbcClient.create(new SingleConnectionDataSource(connection, true))
                .sql("""
                        SELECT name, replace(setting, '"', '') AS setting FROM pg_settings
                        WHERE context IN ('user', 'superuser')
                            AND name NOT IN ('work_mem', 'check_function_bodies', 'escape_string_warning')""")
                .query(row -> {
                    settings.put(row.getString("name"), row.getString("setting"));
                });
        return settings;
    }

    private void reset() {
        database.superuser()
                .sql("ALTER DATABASE %1$s RESET ALL; ALTER ROLE %2$s IN DATABASE %1$s RESET ALL"
                        .formatted(database.name(), database.username()))
                .update();
    }

    private DirectAddress address() {
        return new DirectAddress(database.url(), database.username(), database.password(), false);
    }
}
