package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Until;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A browser that stays signed in: its cookie is exchanged at each use, a copy of it shows, and it ends when told to. */
@HttpTest
class KeptSignInTest {

    private static final String PASSWORD = "a password of twelve";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Passwords passwords;

    @BeforeEach
    void aViewerCalledAda() {
        jdbc.sql("DELETE FROM sign_in_failure").update();
        jdbc.sql("DELETE FROM app_user WHERE name = 'ada'").update();
        jdbc.sql("INSERT INTO app_user (name, role, password_hash) VALUES ('ada', 'VIEWER', ?)")
                .param(passwords.hash(PASSWORD))
                .update();
    }

    @Test
    void whoSignsOutWithoutASessionLeavesNoCookieThatWorks() {
        var ada = signedIn();
        String token = ada.csrfToken();
        ada.cookies().remove("JSESSIONID");
        var thief = copyOf(ada);

        assertThat(ada.postAsItIs("/logout", Map.of("_csrf", token)).statusCode())
                .isEqualTo(302);

        assertThat(ada.cookies()).doesNotContainKey(SignInCookie.NAME);
        assertThat(thief.get("/analytics").statusCode()).isEqualTo(302);
        assertThat(audited()).contains("ada signed out ada");
    }

    @Test
    void whoSignsOutEverywhereWithoutASessionDoesSoEverywhere() {
        var elsewhere = signedIn();
        var ada = signedIn();
        String token = ada.csrfToken();
        ada.cookies().remove("JSESSIONID");

        ada.postAsItIs("/logout", Map.of("_csrf", token, "everywhere", "on"));

        Until.asserted(
                () -> assertThat(elsewhere.get("/analytics").statusCode()).isEqualTo(302));
        assertThat(audited()).contains("ada signed out everywhere ada");
    }

    @Test
    void aRoleThatIsTakenBySqlIsGoneAtOnceWithAndWithoutASession() {
        jdbc.sql("UPDATE app_user SET role = 'ADMIN' WHERE name = 'ada'").update();
        var open = signedIn();
        assertThat(open.get("/actuator/prometheus").statusCode()).isEqualTo(200);
        var kept = signedIn();
        kept.cookies().remove("JSESSIONID");

        jdbc.sql("UPDATE app_user SET role = 'VIEWER' WHERE name = 'ada'").update();

        assertThat(kept.get("/analytics").statusCode()).isEqualTo(302);
        Until.asserted(() -> assertThat(open.get("/analytics").statusCode()).isEqualTo(302));
        assertThat(open.get("/actuator/prometheus").statusCode()).isNotEqualTo(200);
    }

    @Test
    void whatChangesNoRightsBySqlEndsNothing() {
        var ada = signedIn();
        ada.cookies().remove("JSESSIONID");

        jdbc.sql("UPDATE app_user SET role = role, must_change_password = false WHERE name = 'ada'")
                .update();

        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
    }

    @Test
    void eachUseExchangesTheCookie() {
        var ada = signedIn();
        String first = cookie(ada);
        ada.cookies().remove("JSESSIONID");
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
        String second = cookie(ada);
        aMinutePasses();
        ada.cookies().remove("JSESSIONID");
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);

        assertThat(first).isNotEqualTo(second).isNotEqualTo(cookie(ada));
        assertThat(second).isNotEqualTo(cookie(ada));
        assertThat(series(second)).isEqualTo(series(first)).isEqualTo(series(cookie(ada)));
    }

    @Test
    void tabsThatComeBackTogetherAllStayAndGetTheSameCookie() {
        var ada = signedIn();
        ada.cookies().remove("JSESSIONID");
        var tabs = IntStream.range(0, 6).mapToObj(_ -> copyOf(ada)).toList();

        var answers = tabs.stream()
                .map(tab -> CompletableFuture.supplyAsync(
                        () -> tab.get("/analytics").statusCode(), Thread::startVirtualThread))
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
        assertThat(tabs.stream().map(KeptSignInTest::cookie).distinct()).hasSize(1);
        assertThat(cookie(tabs.getFirst())).isNotEqualTo(cookie(ada));
    }

    @Test
    void anAnswerThatGetsLostCostsNothing() {
        var ada = signedIn();
        ada.cookies().remove("JSESSIONID");
        copyOf(ada).get("/analytics"); // whose answer ada does not get

        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
        aMinutePasses();
        ada.cookies().remove("JSESSIONID");
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
    }

    @Test
    void aCookieThatWasCopiedEndsTheSignInForBothWhoeverComesSecond() {
        var ada = signedIn();
        var thief = copyOf(ada);
        thief.cookies().remove("JSESSIONID");
        ada.cookies().remove("JSESSIONID");
        assertThat(thief.get("/analytics").statusCode()).isEqualTo(200);
        aMinutePasses();

        assertThat(ada.get("/analytics").statusCode()).isEqualTo(302);

        assertThat(ada.cookies()).doesNotContainKey(SignInCookie.NAME);
        Until.asserted(() -> assertThat(thief.get("/analytics").statusCode()).isEqualTo(302));
        assertThat(audited()).contains("nobody sign-in ended ada");
    }

    @Test
    void aCookieThatIsMadeUpEndsNothing() {
        var ada = signedIn();
        var stranger = new HttpVisitor(port);
        stranger.cookies().put(SignInCookie.NAME, SignIns.newToken(true));

        assertThat(stranger.get("/analytics").statusCode()).isEqualTo(302);
        ada.cookies().remove("JSESSIONID");
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
    }

    private HttpVisitor signedIn() {
        var ada = new HttpVisitor(port);
        ada.post("/login", Map.of("username", "ada", "password", PASSWORD, "keep", "on"));
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
        return ada;
    }

    private HttpVisitor copyOf(HttpVisitor one) {
        var copy = new HttpVisitor(port);
        copy.cookies().putAll(one.cookies());
        return copy;
    }

    private void aMinutePasses() {
        jdbc.sql("UPDATE sign_in SET rotated_at = rotated_at - interval '1 minute'")
                .update();
    }

    private List<String> audited() {
        return jdbc.sql("SELECT actor || ' ' || action || ' ' || subject FROM audit_event")
                .query(String.class)
                .list();
    }

    private static String cookie(HttpVisitor visitor) {
        return visitor.cookies().get(SignInCookie.NAME);
    }

    private static String series(String cookie) {
        return cookie.substring(0, cookie.indexOf('.'));
    }
}
