package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.OwnConnections;
import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A host that dies without a word is given up, by PostgreSQL with its locks and by the listener. */
@IntegrationTest
class SilentDeathTest {

    @Autowired
    private OwnConnections connections;

    @Test
    void theListenerGivesUpAServerThatFallsSilent() throws IOException {
        try (TestDatabase database = TestDatabase.create()) {
            JdbcClient jdbc = database.client();
            URI address = URI.create(database.url().replace("jdbc:", ""));
            FreezingProxy proxy = new FreezingProxy(address.getPort());
            Node node = Node.start("the_node", database.url().replace(":" + address.getPort(), ":" + proxy.port()));
            try {
                Until.asserted(() -> assertThat(listeners(jdbc)).isEqualTo(1));
                proxy.freeze();
                Until.asserted(() -> assertThat(listeners(jdbc)).isEqualTo(2));
            } finally {
                proxy.close();
                node.close();
            }
        }
    }

    @Test
    void postgresNoticesItWithinHalfAMinute() throws SQLException {
        try (Connection connection = connections.open("a test");
                Statement statement = connection.createStatement()) {
            assertThat(settings(statement))
                    .containsExactly(
                            "tcp_keepalives_count 3",
                            "tcp_keepalives_idle 15",
                            "tcp_keepalives_interval 5",
                            "tcp_user_timeout 30000");
        }
    }

    /** Those who listen, and those whom PostgreSQL still takes for alive. */
    private static long listeners(JdbcClient jdbc) {
        return jdbc.sql("SELECT count(*) FROM advisory_lock_holders(listener_lock())")
                .query(Long.class)
                .single();
    }

    private static List<String> settings(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("""
                SELECT name || ' ' || setting FROM pg_settings WHERE name LIKE 'tcp%' ORDER BY name""")) {
            List<String> settings = new ArrayList<>();
            while (rows.next()) {
                settings.add(rows.getString(1));
            }
            return settings;
        }
    }
}
