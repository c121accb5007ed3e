package io.tidemark.security.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.Role;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Program;
import io.tidemark.testing.TestUsers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every address that programs use, asked by everybody. */
@HttpTest
@ExtendWith(OutputCaptureExtension.class)
class ApiAccessTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient db;

    @Autowired
    ApiKeys keys;

    private final Map<String, String> secrets = new LinkedHashMap<>();

    @BeforeEach
    void aKeyOfEachKindAndFreshViews() {
        db.sql("SELECT refresh_analytics_views()").query().singleRow();
        db.sql("DELETE FROM api_key").update();
        for (KeyScope scope : KeyScope.values()) {
            make(scope.word(), scope);
        }
        make("expired", KeyScope.values());
        make("revoked", KeyScope.values());
        db.sql("UPDATE api_key SET expires_at = now() WHERE name = 'expired'").update();
        keys.all().stream()
                .filter(key -> key.name().equals("revoked"))
                .forEach(key -> keys.revoke(key.id(), TestUsers.WHO));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            #                                  nobody viewer admin ingest read refresh expired revoked
            POST /api/usage                  | 401    401    401   201    403  403     401     401
            GET  /api/usage                  | 401    401    401   405    403  403     401     401
            POST /api/refresh                | 401    401    401   403    403  200     401     401
            GET  /api/refresh/2026-01-01T00:00:00Z | 401 401 401   403    403  200     401     401
            GET  /api/status                 | 401    401    401   403    200  403     401     401
            GET  /api/metrics/summary        | 401    401    401   403    200  403     401     401
            GET  /api/metrics/daily-metrics  | 401    401    401   403    200  403     401     401
            GET  /api/metrics/mv_model_costs | 401    401    401   403    200  403     401     401
            GET  /api/metrics/nonsense       | 401    401    401   403    404  403     401     401
            GET  /api/nonsense               | 401    401    401   404    404  404     401     401
            GET  /api/                       | 401    401    401   404    404  404     401     401
            GET  /api/docs                   | 200    200    200   200    200  200     401     401
            GET  /api/docs/openapi.json      | 200    200    200   200    200  200     401     401
            GET  /actuator/prometheus        | 401    403    200   403    200  403     401     401
            GET  /actuator               | 401    403    200   403    200  403     401     401
            GET  /actuator/health        | 200    200    200   200    200  200     401     401
            GET  /actuator/env           | 401    403    404   403    404  403     401     401
            GET  /analytics              | 302    200    200   302    302  302     302     302
            GET  /analytics/panel/model-costs | 302 200  200   302    302  302     302     302
            GET  /import                 | 302    200    200   302    302  302     302     302
            GET  /admin/refresh          | 302    200    200   302    302  302     302     302
            GET  /admin/users            | 302    200    200   302    302  302     302     302
            GET  /admin/keys             | 302    200    200   302    302  302     302     302
            GET  /admin/audit            | 302    200    200   302    302  302     302     302
            GET  /account/password       | 302    200    200   302    302  302     302     302
            GET  /api/../api/status          | 400    400    400   400    400  400     400     400
            GET  /api/status;x=1             | 400    400    400   400    400  400     400     400
            GET  /api//status                | 400    400    400   400    400  400     400     400
            """)
    void answers(String endpoint, String statuses) {
        var request = endpoint.split(" +", -1);
        var expected = statuses.trim().split(" +", -1);
        int i = 0;
        assertThat(ask(request, "")).as("nobody").isEqualTo(Integer.parseInt(expected[i++]));
        for (Role role : Role.values()) {
            assertThat(ask(request, "", "Cookie", new TestUsers(db).cookie(role)))
                    .as(role.name())
                    .isEqualTo(Integer.parseInt(expected[i++]));
        }
        for (var key : secrets.entrySet()) {
            assertThat(ask(request, key.getValue())).as(key.getKey()).isEqualTo(Integer.parseInt(expected[i++]));
        }
    }

    @Test
    void aKeyIsTakenFromEitherHeaderAndFromNowhereElse() {
        String key = secrets.get("read");
        var nobody = Program.withoutKey(port);

        assertThat(nobody.get("/api/status", "X-API-Key", key).statusCode()).isEqualTo(200);
        assertThat(nobody.get("/api/status", "Authorization", "bearer " + key).statusCode())
                .isEqualTo(200);
        assertThat(nobody.get("/api/status", "Authorization", "Basic " + key).statusCode())
                .isEqualTo(401);
        assertThat(nobody.get("/api/status?key=" + key + "&access_token=" + key).statusCode())
                .isEqualTo(401);
        assertThat(nobody.get("/api/status", "Cookie", "key=" + key).statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoeverIsRefusedIsToldWhyAndGetsNoCookie() {
        assertThat(detail("")).contains("Authorization: Bearer tm_").contains("/admin/keys");
        assertThat(detail("tm_nonsense")).contains("not all of one");
        assertThat(detail(KeyText.random())).isEqualTo("There is no such key.");
        assertThat(detail(secrets.get("expired")))
                .contains("The key expired (tm_")
                .contains("expired at");
        assertThat(detail(secrets.get("revoked"))).endsWith("is revoked.");
        assertThat(detail(secrets.get("ingest")))
                .matches("This needs a key with the scope read; the key ingest \\(tm_.{8}\\.{3}\\) has ingest\\.");

        var answer = status("");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"tidemark\"");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(status(secrets.get("read")).headers().firstValue("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void noKeyIsLogged(CapturedOutput output) {
        secrets.values().forEach(this::status);
        status("tm_" + "A".repeat(49));

        assertThat(output.getAll()).doesNotContain("A".repeat(49));
        secrets.values().forEach(secret -> assertThat(output.getAll()).doesNotContain(secret.substring(11)));
    }

    @Test
    void whoAsksForWhatIsNotTheirsIsLoggedOnceAMinute(CapturedOutput output) {
        make("curious", KeyScope.INGEST);
        for (int i = 0; i < 20; i++) {
            status(secrets.get("curious"));
        }
        var viewer = new HttpVisitor(port);
        viewer.cookies().put(TestUsers.COOKIE, new TestUsers(db).token("nosy", Role.VIEWER));
        for (int i = 0; i < 5; i++) {
            BarePage.open(viewer, "/admin/users");
        }

        assertThat(output.getAll().lines().filter(line -> line.contains("event=access_refused")))
                .satisfiesExactly(
                        key -> assertThat(key).contains("who=\"curious (tm_").contains("what=\"GET /api/status\""),
                        page -> assertThat(page).contains("who=\"nosy\" what=\"/admin/users\""));
    }

    private String detail(String key) {
        return Program.json(status(key)).get("detail").asString();
    }

    private HttpResponse<String> status(String key) {
        return Program.withKey(port, key).get("/api/status");
    }

    private int ask(String[] request, String key, String... headers) {
        var program = Program.withKey(port, key);
        var answer = request[0].equals("GET")
                ? program.get(request[1], headers)
                : program.post(request[1], BodyPublishers.ofString("{\"model\":\"a\"}"), headers);
        return answer.statusCode();
    }

    private void make(String name, KeyScope... scopes) {
        secrets.put(name, keys.create(name, Set.of(scopes), null, TestUsers.WHO).secret());
    }
}
