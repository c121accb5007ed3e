package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.AttentiveSockets;
import io.tidemark.database.OwnConnections;
import io.tidemark.testing.FreezingProxy;
import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
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
            FreezingProxy proxy = FreezingProxy.before(database);
            Node node = Node.start("the_node", proxy.url());
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

    @Test
    void theSystemAsksWhetherPostgresIsStillThere() throws IOException {
        try (Socket socket = new AttentiveSockets().createSocket()) {
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(15);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(5);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(3);
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
