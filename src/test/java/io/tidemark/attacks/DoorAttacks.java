package io.tidemark.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.Role;
import io.tidemark.testing.BarePage;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.RawRequest;
import io.tidemark.testing.TestUsers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Strangers who guess, who say that they are somebody else, and who sign out what nobody has signed in. */
abstract class DoorAttacks {

    private static final int MOST_OF_AN_ACCOUNT = 10;
    private static final int REQUESTS = 200;

    @Test
    void guessesAtANameThatNoDatabaseCanHold() throws Exception {
        Attacks.leaveNothingBehind(() -> {
            var attacker = Attacks.attacker(3);
            String token = attacker.csrfToken();
            for (int n = 0; n < MOST_OF_AN_ACCOUNT; n++) {
                assertThat(answer(guess(attacker, token, "a\0b"))).endsWith("problem=wrong");
            }
            for (int n = 0; n < REQUESTS; n++) {
                assertThat(answer(guess(attacker, token, "a\0b"))).endsWith("problem=too-many");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymousUser", "ci (tm_AbCdEfGh)", "\u0430dmin", "admin\u200b", "1\n2026-11-28 INFO"})
    void guessesAtANameThatStandsForSomebodyElse(String name) throws Exception {
        var attacker = Attacks.attacker(4);
        Attacks.leaveNothingBehind(() ->
                assertThat(answer(guess(attacker, attacker.csrfToken(), name))).endsWith("problem=wrong"));
        assertThat(jdbc().sql("""
                        SELECT actor || ' ' || action || ' ' || subject FROM audit_event WHERE address = '127.0.0.4'""").query(String.class).list())
                .containsOnly("nobody sign-in failed a name that is not known");
        assertThat(Attacks.server().log()).doesNotContain("\n2026-11-28 INFO");
    }

    @Test
    void guessesThatNameAnotherAddressEachTime() throws Exception {
        Attacks.leaveNothingBehind(() -> {
            var attacker = Attacks.attacker(5);
            String token = attacker.csrfToken();
            for (int n = 0; n < MOST_OF_AN_ACCOUNT; n++) {
                attacker.postAsItIs(
                        "/login",
                        Map.of("username", "eve", "password", "wrong", "_csrf", token),
                        "X-Forwarded-For",
                        "made-up, 10.1.2." + n,
                        "X-Real-IP",
                        "10.1.2." + n);
            }
        });
        assertThat(jdbc().sql(
                                "SELECT DISTINCT address FROM sign_in_failure WHERE address LIKE '10.%' OR address = '127.0.0.5'")
                        .query(String.class)
                        .list())
                .containsExactly("127.0.0.5");
        var elsewhere = Attacks.attacker(6);
        assertThat(answer(guess(elsewhere, elsewhere.csrfToken(), "eve"))).endsWith("problem=too-many");
    }

    @Test
    void signingOutWithCookiesThatAreMadeUp() throws Exception {
        Attacks.leaveNothingBehind(() -> {
            var attacker = Attacks.attacker(7);
            String token = attacker.csrfToken();
            String cookie = attacker.cookies().get("XSRF-TOKEN");
            for (int n = 0; n < REQUESTS; n++) {
                attacker.cookies().clear();
                attacker.cookies().putAll(Map.of("XSRF-TOKEN", cookie, TestUsers.COOKIE, "made-up." + n));
                assertThat(attacker.postAsItIs("/logout", Map.of("_csrf", token, "everywhere", "on"))
                                .statusCode())
                        .isEqualTo(302);
            }
        });
        assertThat(jdbc().sql("SELECT count(*) FROM audit_event WHERE action LIKE 'signed out%'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /% HTTP/1.1\r\nHost: localhost\r\n",
                "GET /analytics HTTP/1.1\r\nHost: elsewhere.example\r\n",
                "POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:1\r\nContent-Length: 0\r\n",
                "GET /nowhere\u0001 HTTP/1.1\r\nHost: localhost\r\n",
                "GET /api/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer tm_made-up\r\n"
            })
    void requestsThatAreRefused(String head) throws Exception {
        Attacks.leaveNothingBehind(() -> {
            for (int n = 0; n < REQUESTS; n++) {
                var answer = RawRequest.send(Attacks.server().port(), head + "Connection: close\r\n\r\n");
                assertThat(answer.status()).isBetween(400, 499);
                assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            }
        });
    }

    @Test
    void anAddressOfTheAuditThatNoTextCanHave() throws Exception {
        Attacks.leaveNothingBehind(() -> {
            var admin = Attacks.attacker(8);
            admin.cookies().put(TestUsers.COOKIE, new TestUsers(jdbc()).token(Role.ADMIN));
            for (int n = 0; n < 10; n++) {
                assertThat(BarePage.open(admin, "/admin/audit?q=%00").answer())
                        .contains("NUL character")
                        .doesNotContain("sessionExpired");
            }
        });
    }

    private static HttpResponse<String> guess(HttpVisitor attacker, String token, String name) {
        return attacker.postAsItIs("/login", Map.of("username", name, "password", "wrong", "_csrf", token));
    }

    private static String answer(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }

    private static JdbcClient jdbc() {
        return Attacks.server().database().client();
    }
}
