package io.tidemark.api;

import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What tests of the API have in common: a program with a key for everything, and some calls that are counted. */
@HttpTest
abstract class ApiTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient db;

    @Autowired
    Refresher refresher;

    @Autowired
    ApiKeys keys;

    Program program;

    @BeforeEach
    void aProgramAndSomeCalls() {
        db.sql("SELECT set_refresh_strategy('CRON', '0 0 1 1 *')").query().singleRow();
        db.sql("DELETE FROM api_usage").update();
        program = Program.withKey(
                port,
                keys.create("Test", Set.of(KeyScope.values()), null, TestUsers.WHO)
                        .secret());
        db.sql("""
                        INSERT INTO api_usage (created_at, user_id, service_type, provider, model, status,
                            prompt_tokens, completion_tokens, total_cost, latency_ms)
                        SELECT now() - i * interval '7 hours', 'user-' || i % 7, 'chat',
                            (ARRAY['openai', 'anthropic', 'self-hosted'])[1 + i % 3],
                            (ARRAY['gpt-4o', 'claude-sonnet-4', 'llama'])[1 + i % 3],
                            CASE WHEN i % 10 = 0 THEN 'timeout' ELSE 'success' END,
                            1000, 100, CASE WHEN i % 3 < 2 THEN 0.000000123456789012345678 END, 100 + i
                        FROM generate_series(0, 89) AS i
                        """).update();
        refresh();
    }

    @AfterEach
    void revokeTheKey() {
        keys.all().forEach(key -> keys.revoke(key.id(), TestUsers.WHO));
    }

    RefreshRun refresh() {
        return refresher.refresh("test", "test");
    }
}
