package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Roles of the database: one that may do nothing, and one that was given the rights of an admin. */
abstract class RoleAttacks {

    private static final String FORGED = "2026-11-28T00:00:00.000Z  INFO 1 --- event=refreshed by=\"somebody\"";

    private TestDatabase database;
    private JdbcClient owner;
    private String role;

    @BeforeEach
    void aRole() {
        database = Attacks.server().database();
        owner = database.client();
        role = "attacker_of_" + database.name();
        database.superuser().sql("CREATE ROLE " + role + " LOGIN").update();
    }

    @AfterEach
    void noRole() {
        database.superuser()
                .sql("DROP OWNED BY %1$s CASCADE; DROP ROLE %1$s".formatted(role))
                .update();
    }

    @Test
    void allAdvisoryLocksAndNewsThatAreMadeUp() throws Exception {
        long refreshed = refreshes();
        Attacks.leaveNothingBehind(() -> {
            try (Connection session = connect();
                    Statement statement = session.createStatement()) {
                statement.execute("""
                        SELECT pg_try_advisory_lock((classid::bigint << 32) | objid::bigint)
                        FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1""");
                for (String channel : new String[] {"tidemark_hint", "tidemark_settings", "tidemark_refreshed"}) {
                    statement.execute("SELECT pg_notify('%s', n || E'\\n%s') FROM generate_series(1, 20000) AS n"
                            .formatted(channel, FORGED));
                }
                owner.sql("INSERT INTO api_usage (model) VALUES ('of an attack')")
                        .update();
                Until.asserted(
                        () -> assertThat(owner.sql("SELECT count(*) FROM mv_model_usage WHERE model = 'of an attack'")
                                        .query(Long.class)
                                        .single())
                                .isPositive());
            }
        });
        assertThat(refreshes()).isGreaterThan(refreshed);
        assertThat(Attacks.server().log()).doesNotContain(FORGED);
    }

    @Test
    void textsOfMegabytes() throws Exception {
        owner.sql("CALL grant_analytics_access('%s', 'admin')".formatted(role)).update();
        Attacks.leaveNothingBehind(() -> {
            try (Connection session = connect();
                    Statement statement = session.createStatement()) {
                assertThatThrownBy(() -> statement.execute(
                                "SELECT set_refresh_strategy('CRON', repeat('1,', 250000) || '1 * * * *')"))
                        .isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> statement.execute("SELECT pause_refresh(repeat('x', 5000000))"))
                        .isInstanceOf(SQLException.class);
                session.setClientInfo("ApplicationName", "x".repeat(100_000));
                statement.execute("SELECT pause_refresh('a while'), resume_refresh()");
            }
        });
        assertThat(owner.sql("SELECT max(octet_length(audit_event::text)) FROM audit_event")
                        .query(Long.class)
                        .single())
                .isLessThan(5_000);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), role, "");
    }

    private long refreshes() {
        return owner.sql("SELECT count(*) FROM refresh_run").query(Long.class).single();
    }
}
