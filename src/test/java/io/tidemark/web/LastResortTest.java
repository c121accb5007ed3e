package io.tidemark.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.Role;
import io.tidemark.security.keys.ApiKeys;
import io.tidemark.security.keys.KeyScope;
import io.tidemark.testing.HttpTest;
import io.tidemark.testing.RawRequest;
import io.tidemark.testing.TestUsers;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Whatever is wrong with a request: people get a page of ours, programs a problem document. */
@HttpTest
@TestPropertySource(properties = "tidemark.api.max-body-size=1KB")
class LastResortTest {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApiKeys keys;

    String admin;
    String key;

    @BeforeEach
    void anAdminAndAProgram() {
        admin = "Cookie: " + new TestUsers(jdbc).cookie(Role.ADMIN) + "\r\n";
        keys.all().forEach(old -> keys.revoke(old.id(), TestUsers.WHO));
        key = "Authorization: Bearer "
                + keys.create("Test", Set.of(KeyScope.values()), null, TestUsers.WHO)
                        .secret() + "\r\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET /%ff HTTP/1.1                          | 400
            GET /% HTTP/1.1                            | 400
            GET /%zz HTTP/1.1                          | 400
            GET /analytics?model=%zz HTTP/1.1          | 400
            GET /analytics?model=%ff HTTP/1.1          | 400
            GET /analytics/panel/a%00 HTTP/1.1         | 400
            GET /a%2fb HTTP/1.1                        | 400
            GET /a;b HTTP/1.1                          | 400
            GET /a//b HTTP/1.1                         | 400
            GET /admin/../x HTTP/1.1                   | 400
            GET /error HTTP/1.1                        | 404
            GET /nothing.css HTTP/1.1                  | 404
            GET /robots.txt HTTP/1.1                   | 404
            GET /VAADIN/build/nothing.js HTTP/1.1      | 404
            GET /VAADIN/dynamic/resource/1/a/b HTTP/1.1 | 404
            GET /?v-r=nothing HTTP/1.1                 | 403
            POST /styles.css HTTP/1.1                  | 403
            TRACE /analytics HTTP/1.1                  | 405
            NONSENSE /analytics HTTP/1.1               | 400
            CONNECT localhost:80 HTTP/1.1              | 501
            GET /analytics a b HTTP/1.1                | 400
            GET /analytics HTTP/9.9                    | 505
            NONSENSE                                   | 400
            """)
    void aPersonGetsAPageOfOurs(String line, int status) {
        var answer = RawRequest.send(
                port, line + "\r\nHost: localhost\r\nAccept: text/html\r\n" + admin + "Connection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
        assertThatIsAPageOfOurs(answer);
    }

    @Test
    void soDoesAPersonWhoseHeadersAreNoHeaders() {
        for (String headers : new String[] {
            "", // no Host
            "Host: localhost\r\nHost: localhost\r\n",
            "Host: a b\r\n",
            "Host: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
            "Host: localhost\r\nCookie: " + "c".repeat(70_000) + "\r\n",
            "Host: localhost\r\n" + "X: a\r\n".repeat(300),
            "Host: localhost\r\nX: a\u0000b\r\n",
        }) {
            var answer = RawRequest.send(port, "GET /analytics HTTP/1.1\r\n" + headers + "\r\n");

            assertThat(answer.status()).isEqualTo(400);
            assertThatIsAPageOfOurs(answer);
        }
    }

    @Test
    void soDoesAPersonWhoIsRefusedBeforeAllElse() {
        var otherName = RawRequest.send(
                port, "GET /login HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
        var tooLarge = RawRequest.send(
                port,
                "POST /login HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nContent-Length: 2000\r\n"
                        + "Connection: close\r\n\r\n"
                        + "x".repeat(2_000));

        assertThat(otherName.status()).isEqualTo(403);
        assertThat(otherName.body()).contains("answers to localhost only");
        assertThatIsAPageOfOurs(otherName);
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThatIsAPageOfOurs(tooLarge);
    }

    private static void assertThatIsAPageOfOurs(RawRequest.Answer answer) {
        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'; style-src 'sha256-");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.body())
                .contains("Tidemark", "<a href=\"/analytics\">Go to the overview</a>", "light-dark(")
                .doesNotContain("<script");
        assertThatTellsNothingOfTheInside(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET /api/metrics/a%00 HTTP/1.1             | 400
            GET /api/%2e%2e/x HTTP/1.1                 | 400
            GET /api//status HTTP/1.1                  | 400
            GET /api/status;a=b HTTP/1.1               | 400
            GET /api/status?a=%zz HTTP/1.1             | 400
            GET /api/status?a=%f0%9f HTTP/1.1          | 400
            GET /api/docs?a=%00 HTTP/1.1               | 400
            GET /api/a<b>"{}^[] HTTP/1.1               | 404
            GET /api/nothing.css HTTP/1.1              | 404
            GET /v1/traces HTTP/1.1                    | 404
            GET /actuator/nothing HTTP/1.1             | 404
            GET /actuator/env HTTP/1.1                 | 404
            PUT /api/status HTTP/1.1                   | 405
            TRACE /api/status HTTP/1.1                 | 405
            NONSENSE /api/status HTTP/1.1              | 400
            GET /api/status HTTP/9.9                   | 505
            """)
    void aProgramGetsAProblemDocument(String line, int status) {
        assertThatIsAProblem(
                RawRequest.send(port, line + "\r\nHost: localhost\r\n" + key + "Connection: close\r\n\r\n"), status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Accept: nonsense                       | 406
            Accept: application/xml                | 406
            Expect: nonsense                       | 417
            Content-Length: nonsense               | 400
            Transfer-Encoding: nonsense            | 501
            """)
    void soDoesAProgramWhoseHeadersCannotBeUnderstood(String header, int status) {
        assertThatIsAProblem(
                RawRequest.send(
                        port,
                        "GET /api/status HTTP/1.1\r\nHost: localhost\r\n" + key + header
                                + "\r\nConnection: close\r\n\r\n"),
                status);
    }

    @ParameterizedTest
    @CsvSource({"/nothing.css, 404", "/a;b, 400", "/VAADIN/nothing.js, 404"})
    void soDoesWhoeverAsksForJson(String path, int status) {
        assertThatIsAProblem(
                RawRequest.send(
                        port,
                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n" + admin
                                + "Connection: close\r\n\r\n"),
                status);
    }

    @Test
    void aProgramWithoutAKeyIsToldSoAndNotLedToAPage() {
        for (String path : new String[] {"/api/nothing", "/v1/traces", "/actuator/env", "/actuator/prometheus"}) {
            assertThatIsAProblem(
                    RawRequest.send(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                    401);
        }
    }

    private static void assertThatIsAProblem(RawRequest.Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, "\"title\":\"", "\"detail\":\"");
        assertThatTellsNothingOfTheInside(answer);
    }

    private static void assertThatTellsNothingOfTheInside(RawRequest.Answer answer) {
        assertThat(answer.head() + answer.body())
                .doesNotContain("Tomcat", "Whitelabel", "Apache", "Exception", "org.", "timestamp");
    }
}
