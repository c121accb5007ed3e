package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A request with an Idempotency-Key is counted once. */
@OnHostileDatabaseToo
@HttpTest
class AppendOnceTest {

    private static final String TOO_LONG =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
                    + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
                    + "0123456789abcdef0123456789abcdef";
    private static final String CALLS = "[{\"model\": \"a\"}, {\"model\": \"b\"}]";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient db;

    @Autowired
    ApiKeys keys;

    @Autowired
    AppendOnce appendOnce;

    Program program;

    @BeforeEach
    void startEmptyWithAKey() {
        db.sql("TRUNCATE api_usage, usage_request").update();
        db.sql("DELETE FROM api_key").update();
        program = programNamed("One");
    }

    @Test
    void aRequestThatIsSentAgainIsAnsweredAsBefore() {
        var first = send(CALLS, "42");
        var again = send(CALLS, "42");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body()).isEqualTo("{\"accepted\":2}");
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void anotherRequestUnderTheSameNameIsRefused() {
        send(CALLS, "42");
        var other = send("{\"model\": \"c\"}", "42");

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("Another request was sent with this Idempotency-Key");
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void anotherKeyMayUseTheSameName() {
        send(CALLS, "42");
        program = programNamed("Other");

        assertThat(send(CALLS, "42").headers().firstValue("Idempotency-Replayed"))
                .isEmpty();
        assertThat(stored()).isEqualTo(4);
    }

    @Test
    void aKeyIsTheSameUnderAnotherName() {
        send(CALLS, "42");
        db.sql("UPDATE api_key SET name = 'Renamed'").update();

        assertThat(send(CALLS, "42").headers().firstValue("Idempotency-Replayed"))
                .hasValue("true");
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void aKeyThatLooksLikeAnotherOneIsNotTakenForIt() {
        send(CALLS, "42");
        db.sql("UPDATE api_key SET revoked_at = clock_timestamp(), revoked_by = 'test'")
                .update();
        program = programNamed("One");
        db.sql("UPDATE api_key SET prefix = (SELECT min(prefix) FROM api_key)").update();

        assertThat(send(CALLS, "42").headers().firstValue("Idempotency-Replayed"))
                .isEmpty();
        assertThat(stored()).isEqualTo(4);
    }

    @Test
    void aRequestThatWasRefusedIsNotRemembered() {
        assertThat(send("{\"prompt_tokens\": -1}", "42").statusCode()).isEqualTo(422);

        assertThat(send(CALLS, "42").statusCode()).isEqualTo(201);
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void thoseThatComeAtTheSameTimeAreCountedOnce() throws Exception {
        var answers = new ArrayList<Future<HttpResponse<String>>>();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                String name = String.valueOf(i % 3);
                answers.add(senders.submit(() -> send(CALLS, name)));
            }
        }
        int replayed = 0;
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(201);
            replayed +=
                    answer.get().headers().firstValue("Idempotency-Replayed").isPresent() ? 1 : 0;
        }
        assertThat(replayed).isEqualTo(57);
        assertThat(stored()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", TOO_LONG})
    void aNameThatIsNoneIsRefused(String name) {
        assertThat(send(CALLS, name).statusCode()).isEqualTo(400);
        assertThat(stored()).isZero();
    }

    @Test
    void aNameIsForgottenAfterADayOrAfterManyOthers() {
        send(CALLS, "old");
        db.sql("UPDATE usage_request SET received_at = received_at - interval '25 hours'")
                .update();
        send(CALLS, "1");
        send(CALLS, "2");
        send(CALLS, "3");

        appendOnce.forget();
        assertThat(names()).isEqualTo(3);
        appendOnce.forget(2);
        assertThat(names()).isEqualTo(2);
        assertThat(send(CALLS, "3").headers().firstValue("Idempotency-Replayed"))
                .isPresent();
    }

    private Program programNamed(String name) {
        return Program.withKey(
                port,
                keys.create(name, Set.of(KeyScope.INGEST), null, TestUsers.WHO).secret());
    }

    private HttpResponse<String> send(String body, String name) {
        return program.post("/api/usage", BodyPublishers.ofString(body), "Idempotency-Key", name);
    }

    private long stored() {
        return db.sql("SELECT count(*) FROM api_usage").query(Long.class).single();
    }

    private long names() {
        return db.sql("SELECT count(*) FROM usage_request").query(Long.class).single();
    }
}
