package io.tidemark.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.PostgresVersion;
import io.tidemark.testing.ServerOfOurOwn;
import io.tidemark.testing.Until;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Applications that commit in two phases change calls as others do, while the application refreshes. */
@ParameterizedClass
@EnumSource
class TwoPhaseCommitTest {

    private static final Map<PostgresVersion, ServerOfOurOwn> SERVERS = new EnumMap<>(PostgresVersion.class);

    private final ServerOfOurOwn server;
    private final JdbcClient jdbc;
    private Node node;

    TwoPhaseCommitTest(PostgresVersion version) {
        server = SERVERS.computeIfAbsent(version, it -> it.start("max_prepared_transactions=10"));
        jdbc = server.client();
    }

    @AfterAll
    static void stopServers() {
        SERVERS.values().forEach(ServerOfOurOwn::close);
    }

    @BeforeEach
    void atRest() {
        node = Node.start("two phases", server.url());
        jdbc.sql("DELETE FROM api_usage").update();
        Until.asserted(() -> assertThat(pending()).isFalse());
    }

    @AfterEach
    void theFiguresAreRight() {
        node.close();
        jdbc.sql("SELECT set_refresh_strategy('TRIGGER')").query().singleRow();
        Calls.refresh(jdbc);
        Recount.assertViewsAreRight(jdbc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRIGGER", "HYBRID"})
    void everyPreparedInsertCanBePreparedAndIsCountedOnceItIsCommitted(String strategy) throws SQLException {
        jdbc.sql("SELECT set_refresh_strategy(?)").param(strategy).query().singleRow();
        if (strategy.equals("HYBRID")) {
            node.audience().enter();
        }
        for (int call = 1; call <= 20; call++) {
            Until.asserted(() -> assertThat(pending()).isFalse());
            prepare("call", "INSERT INTO api_usage (model) VALUES ('prepared')");
            long before = call - 1;
            assertThat(calls("prepared")).isEqualTo(before);

            jdbc.sql("COMMIT PREPARED 'call'").update();

            Until.asserted(() -> assertThat(calls("prepared")).isEqualTo(before + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE api_usage SET model = 'changed' WHERE model = 'known'",
                "UPDATE api_usage SET created_at = created_at - interval '40 days' WHERE model = 'known'",
                "DELETE FROM api_usage WHERE model = 'known'"
            })
    void aPreparedChangeCountsOnceItIsCommittedAndNotBefore(String change) throws SQLException {
        Calls.insert(jdbc, 50);
        jdbc.sql("INSERT INTO api_usage (model) VALUES ('known')").update();
        Until.asserted(() -> assertThat(calls("known")).isOne());

        prepare("change", change);
        jdbc.sql("INSERT INTO api_usage (model) VALUES ('meanwhile')").update();
        Until.asserted(() -> assertThat(calls("meanwhile")).isOne());
        assertThat(calls("known")).isOne();
        Recount.assertViewsAreRight(jdbc);

        jdbc.sql("COMMIT PREPARED 'change'").update();
        Until.asserted(() -> assertThat(calls("known")).isZero());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO api_usage (model) VALUES ('known'), ('other')",
                "UPDATE api_usage SET model = 'changed' WHERE model = 'known'",
                "DELETE FROM api_usage WHERE model = 'known'"
            })
    void whatIsRolledBackCountsNothing(String change) throws SQLException {
        jdbc.sql("INSERT INTO api_usage (model) VALUES ('known')").update();
        Until.asserted(() -> assertThat(calls("known")).isOne());

        prepare("change", change);
        jdbc.sql("ROLLBACK PREPARED 'change'").update();

        jdbc.sql("INSERT INTO api_usage (model) VALUES ('afterwards')").update();
        Until.asserted(() -> assertThat(calls("afterwards")).isOne());
        assertThat(calls("known")).isOne();
        assertThat(calls("changed") + calls("other")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatIsLeftPreparedKeepsNobodyElsesCallsBackAndLosesNothing(boolean withTheGate) throws SQLException {
        String gate = withTheGate ? "; SELECT pg_try_advisory_xact_lock(tidemark.hint_gate())" : "";
        prepare("left", "INSERT INTO api_usage (model) VALUES ('left')" + gate);
        for (int call = 1; call <= 5; call++) {
            jdbc.sql("INSERT INTO api_usage (model) VALUES ('others')").update();
            long all = call;
            Until.asserted(() -> assertThat(calls("others")).isEqualTo(all));
        }
        assertThat(calls("left")).isZero();
        Recount.assertViewsAreRight(jdbc);

        jdbc.sql("COMMIT PREPARED 'left'").update();
        Until.asserted(() -> assertThat(calls("left")).isOne());
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_usage_default", "api_usage"})
    void aPreparedTruncateThatBlocksTheRefreshIsNamed(String table) throws SQLException {
        Calls.insert(jdbc, 10);
        prepare("emptied", "TRUNCATE " + table);
        try {
            Until.asserted(
                    () -> assertThat(jdbc.sql("SELECT detail FROM explain_staleness() WHERE cause = 'refresh blocked'")
                                    .query(String.class)
                                    .list())
                            .singleElement()
                            .asString()
                            .contains("prepared transaction", "'emptied'", "tidemark"));
        } finally {
            jdbc.sql("ROLLBACK PREPARED 'emptied'").update();
        }
        Until.asserted(() -> assertThat(pending()).isFalse());
    }

    private void prepare(String name, String sql) throws SQLException {
        try (Connection writer = DriverManager.getConnection(server.url(), "tidemark", "");
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN; " + sql);
            statement.execute("PREPARE TRANSACTION '" + name + "'");
        }
    }

    private long calls(String model) {
        return jdbc.sql("SELECT coalesce(sum(calls), 0) FROM mv_model_usage WHERE model = ?")
                .param(model)
                .query(Long.class)
                .single();
    }

    private boolean pending() {
        return jdbc.sql("SELECT analytics_changes_pending()")
                .query(Boolean.class)
                .single();
    }
}
