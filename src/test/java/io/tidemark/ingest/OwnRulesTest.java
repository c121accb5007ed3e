package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** api_usage may have columns and rules of others: calls are taken beside them, or refused with words that name them. */
@HttpTest
class OwnRulesTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ApiKeys keys;

    private String key = "";

    @BeforeEach
    void aColumnOfTheirs() {
        jdbc.sql("TRUNCATE api_usage").update();
        jdbc.sql("DELETE FROM api_key").update();
        key = keys.create("Test", Set.of(KeyScope.INGEST), null, TestUsers.WHO).secret();
        jdbc.sql("""
                ALTER TABLE api_usage ADD COLUMN team text CHECK (team <> 'none'),
                    ADD COLUMN tokens bigint GENERATED ALWAYS AS (prompt_tokens + completion_tokens) STORED,
                    ADD CONSTRAINT models_of_ours CHECK (model <> 'theirs')""").update();
    }

    @AfterEach
    void withoutIt() {
        jdbc.sql("ALTER TABLE api_usage DROP COLUMN team, DROP COLUMN tokens, DROP CONSTRAINT models_of_ours")
                .update();
    }

    @Test
    void callsAreTakenWhereTheirColumnsHaveAValueByThemselves() {
        jdbc.sql("ALTER TABLE api_usage ALTER COLUMN team SET DEFAULT 'ours', ALTER COLUMN team SET NOT NULL")
                .update();

        assertThat(post("m").statusCode()).isEqualTo(201);

        assertThat(jdbc.sql("SELECT team || tokens FROM api_usage")
                        .query(String.class)
                        .single())
                .isEqualTo("ours3");
    }

    @Test
    void aColumnThatWantsAValueIsNamedAndSendingAgainLaterHelps() {
        jdbc.sql("ALTER TABLE api_usage ALTER COLUMN team SET NOT NULL").update();

        HttpResponse<String> answer = post("m");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(Program.json(answer).get("detail").asString())
                .startsWith("The column \"team\" of api_usage, which is not one of Tidemark's, wants a value")
                .contains("Nothing was stored");
        assertThat(jdbc.sql("SELECT finding FROM analytics_drift")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .startsWith("column team of api_usage");
        assertThat(Program.withoutKey(port).get("/actuator/health").body()).doesNotContain("DOWN");
    }

    @Test
    void aRuleThatACallBreaksIsNamed() {
        HttpResponse<String> answer = post("theirs");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Program.json(answer).get("detail").asString())
                .startsWith("A rule of this database refuses these calls:")
                .contains("models_of_ours", "Nothing was stored");
        assertThat(jdbc.sql("SELECT count(*) FROM api_usage").query(Long.class).single())
                .isZero();
    }

    @Test
    void aTriggerThatRefusesACallIsQuoted() {
        jdbc.sql("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not on a Sunday''; END';
                CREATE TRIGGER refuse BEFORE INSERT ON api_usage FOR EACH ROW EXECUTE FUNCTION refuse()""").update();
        try {
            HttpResponse<String> answer = post("m");

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("not on a Sunday");
        } finally {
            jdbc.sql("DROP FUNCTION refuse() CASCADE").update();
        }
    }

    @Test
    void aColumnOfOursThatIsGoneIsNamed() {
        jdbc.sql("ALTER TABLE api_usage RENAME COLUMN reasoning_tokens TO thinking_tokens")
                .update();
        try {
            HttpResponse<String> answer = post("m");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("has lost a column", "reasoning_tokens");
        } finally {
            jdbc.sql("ALTER TABLE api_usage RENAME COLUMN thinking_tokens TO reasoning_tokens")
                    .update();
        }
    }

    private HttpResponse<String> post(String model) {
        return Program.withKey(port, key).post("/api/usage", BodyPublishers.ofString("""
                {"model": "%s", "prompt_tokens": 1, "completion_tokens": 2}""".formatted(model)));
    }
}
