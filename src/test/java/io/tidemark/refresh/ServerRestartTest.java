package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.database.Installation;
import io.tidemark.testing.DebianPostgres;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The server crashes under writers and refreshes without pause. */
class ServerRestartTest {

    private static final DebianPostgres SERVER = DebianPostgres.start();
    private static final JdbcClient JDBC = SERVER.client();

    private final Queue<String> committed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refreshed = new AtomicInteger();
    private final Lock down = new ReentrantLock();
    private volatile boolean working = true;

    @BeforeAll
    static void migrate() {
        new Installation("public")
                .configure(Flyway.configure())
                .dataSource(SERVER.url(), "tidemark", "")
                .load()
                .migrate();
    }

    @AfterEach
    void theFiguresAreRight() {
        Recount.assertViewsAreRight(JDBC);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void nothingCommittedIsLost() throws Exception {
        try (Node _ = Node.start("the_node", SERVER.url())) {
            try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
                workers.submit(() -> write("one"));
                workers.submit(() -> write("another"));
                workers.submit(this::refresh);
                for (int crash = 0; crash < 2; crash++) {
                    awaitProgress();
                    crash();
                }
                awaitProgress();
                working = false;
            }
            Until.asserted(() -> assertThat(pending()).isFalse());
        }

        assertThat(JDBC.sql("SELECT request_id FROM api_usage")
                        .query(String.class)
                        .list())
                .containsAll(committed);
    }

    @Test
    void theEngineGoesOnByItself() {
        long before = Calls.counted(JDBC);
        try (Node _ = Node.start("the_node", SERVER.url())) {
            Calls.insert(JDBC, 10);
            Until.asserted(() -> assertThat(Calls.counted(JDBC)).isEqualTo(before + 10));
            crash();
            Calls.insert(JDBC, 5);

            Until.asserted(() -> assertThat(Calls.counted(JDBC)).isEqualTo(before + 15));
            Until.asserted(() -> assertThat(JDBC.sql("SELECT listeners FROM analytics_refresh_status")
                            .query(Long.class)
                            .single())
                    .isEqualTo(1));
        }
    }

    private void crash() {
        down.lock();
        try {
            SERVER.crash();
            SERVER.startAgain();
        } finally {
            down.unlock();
        }
    }

    private void awaitServer() {
        down.lock();
        down.unlock();
    }

    /** Inserts and changes; keeps a list of what surely was committed. */
    private void write(String writer) {
        for (int call = 0; working; ) {
            try (Connection session = DriverManager.getConnection(SERVER.url(), "tidemark", "");
                    PreparedStatement insert = session.prepareStatement(
                            "INSERT INTO api_usage (model, request_id, total_cost) VALUES ('m', ?, 1)");
                    PreparedStatement change = session.prepareStatement(
                            "UPDATE api_usage SET model = 'changed', total_cost = 2 WHERE request_id = ?")) {
                while (working) {
                    String id = writer + ", call " + call++;
                    insert.setString(1, id);
                    insert.executeUpdate();
                    committed.add(id);
                    if (call % 5 == 0) {
                        change.setString(1, id);
                        change.executeUpdate();
                    }
                }
            } catch (SQLException e) {
                awaitServer(); // what was under way may or may not have been committed
            }
        }
    }

    private void refresh() {
        while (working) {
            try {
                Calls.refresh(JDBC);
                refreshed.incrementAndGet();
            } catch (DataAccessException e) {
                awaitServer();
            }
        }
    }

    private void awaitProgress() {
        int calls = committed.size() + 50;
        int refreshes = refreshed.get() + 5;
        Until.asserted(() -> {
            assertThat(committed).hasSizeGreaterThan(calls);
            assertThat(refreshed.get()).isGreaterThan(refreshes);
        });
    }

    private static boolean pending() {
        return JDBC.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }
}
