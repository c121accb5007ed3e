package io.tidemark.refresh;

import io.tidemark.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Roles with no more than {@code grant_analytics_access()} gives, and one without even that. */
final class Roles implements AutoCloseable {

    static final List<String> ALL = List.of("writer", "viewer", "admin", "nobody");

    private final TestDatabase database;

    Roles(TestDatabase database) {
        this.database = database;
        for (String role : ALL) {
            database.superuser().sql("CREATE ROLE test_" + role + " LOGIN").update();
            if (!role.equals("nobody")) {
                database.client()
                        .sql("CALL grant_analytics_access('test_%1$s', '%1$s')".formatted(role))
                        .update();
            }
        }
    }

    Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(database.url(), "test_" + role, "");
    }

    /** Runs SQL in a new session of this role. */
    void execute(String role, String sql) throws SQLException {
        try (Connection session = connect(role);
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        for (String role : ALL) {
            database.superuser()
                    .sql("DROP OWNED BY test_%1$s CASCADE; DROP ROLE test_%1$s".formatted(role))
                    .update();
        }
    }
}
