package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Signing in with a code beside the password, as those see it who have the password alone. */
@HttpTest
class SecondFactorTest {

    private static final String PASSWORD = "a password of twelve";
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Passwords passwords;

    @Autowired
    Codes codes;

    @Autowired
    Accounts accounts;

    @BeforeEach
    void aViewerCalledAdaWithAnAuthenticatorApp() {
        jdbc.sql("DELETE FROM sign_in_failure").update();
        jdbc.sql("DELETE FROM app_user WHERE name = 'ada'").update();
        jdbc.sql("""
                        INSERT INTO app_user (name, role, password_hash, totp_secret, totp_step)
                        VALUES ('ada', 'VIEWER', ?, ?, 0)""").params(passwords.hash(PASSWORD), SECRET).update();
    }

    @Test
    void thePasswordAloneOpensNothing() {
        var thief = new HttpVisitor(port);

        assertThat(location(thief.signIn("ada", PASSWORD))).endsWith("/login/code");

        assertThat(thief.get("/login/code").statusCode()).isEqualTo(200);
        assertThat(thief.get("/analytics").statusCode()).isEqualTo(302);
        assertThat(thief.cookies()).doesNotContainKey(SignInCookie.NAME);
    }

    @Test
    void thePasswordAndTheCodeSignInAndLeadToThePageThatWasAskedFor() {
        var ada = new HttpVisitor(port);
        ada.get("/analytics?range=7d");
        ada.post("/login", Map.of("username", "ada", "password", PASSWORD, "keep", "on"));
        var signedIn = ada.post("/login", Map.of("code", codeOfNow(), "keep", "on"));

        assertThat(location(signedIn)).endsWith("/analytics?range=7d");
        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie).contains(SignInCookie.NAME, "Max-Age=2592000"));
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
        assertThat(guesses()).isZero();
    }

    @Test
    void aCodeThatWasSeenOverTheShoulderIsGoodForNothing() {
        String code = codeOfNow();
        assertThat(location(second(half(), code))).doesNotContain("problem");

        assertThat(location(second(half(), code))).endsWith("/login/code?problem=code");
    }

    @Test
    void aCodeSentManyTimesAtOnceSignsInOnce() {
        String code = codeOfNow();
        var halves = IntStream.range(0, 6).mapToObj(_ -> half()).toList();

        var signedIn = halves.stream()
                .map(half ->
                        CompletableFuture.supplyAsync(() -> location(second(half, code)), Thread::startVirtualThread))
                .toList();

        assertThat(signedIn.stream().map(CompletableFuture::join).filter(to -> !to.contains("problem")))
                .hasSize(1);
    }

    @Test
    void codesAreGuessesAndBoundedAsSuch() {
        var thief = half();
        for (int i = 0; i < Guesses.MOST_OF_AN_ACCOUNT; i++) {
            assertThat(location(second(thief, "no" + i))).endsWith("/login/code?problem=code");
        }

        assertThat(location(second(thief, codeOfNow()))).endsWith("problem=too-many");
        assertThat(thief.get("/analytics").statusCode()).isEqualTo(302);
    }

    @Test
    void aCodeWithoutThePasswordIsNotLookedAt() {
        assertThat(location(second(new HttpVisitor(port), codeOfNow()))).endsWith("/login?problem=stale");
    }

    @Test
    void aPasswordThatIsChangedBetweenTheStepsEndsThem() {
        var thief = half();
        jdbc.sql("UPDATE app_user SET password_hash = ? WHERE name = 'ada'")
                .param(passwords.hash("another password"))
                .update();

        assertThat(location(second(thief, codeOfNow()))).endsWith("problem=code");
    }

    @Test
    void aRecoveryCodeWorksOnceHoweverItIsTyped() {
        String recovery = codes.newRecoveryCodes(id()).getFirst();

        assertThat(location(second(half(), " " + recovery.toUpperCase(Locale.ROOT) + " ")))
                .doesNotContain("problem");
        assertThat(location(second(half(), recovery))).endsWith("problem=code");
        assertThat(jdbc.sql("SELECT count(*) FROM recovery_code")
                        .query(Integer.class)
                        .single())
                .isEqualTo(Codes.RECOVERY_CODES - 1);
    }

    @Test
    void anAdminTakesItAwayFromWhoeverHasLostThePhone() {
        codes.newRecoveryCodes(id());
        accounts.removeSecondFactor(accounts.all().stream()
                .filter(account -> account.name().equals("ada"))
                .findFirst()
                .orElseThrow());

        assertThat(location(new HttpVisitor(port).signIn("ada", PASSWORD))).doesNotContain("code");
        assertThat(jdbc.sql("SELECT count(*) FROM recovery_code")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void noRoleButTheOwnerReadsTheSecret() {
        jdbc.sql("GRANT SELECT ON app_user, passkey, recovery_code, sign_in TO PUBLIC")
                .update();
        assertThat(privilegesOnAccounts()).isPositive();

        jdbc.sql("CALL enforce_analytics_access()").update(); // as each start does
        jdbc.sql("CALL grant_analytics_access('public', 'viewer')").update();
        jdbc.sql("CALL grant_analytics_access('public', 'admin')").update();

        assertThat(privilegesOnAccounts()).isZero();
    }

    private long privilegesOnAccounts() {
        return jdbc.sql(
                        "SELECT count(*) FROM our_privileges() WHERE identity ~ '\\.(app_user|passkey|recovery_code|sign_in)$'")
                .query(Long.class)
                .single();
    }

    /** Somebody who has given the password and is asked for a code. */
    private HttpVisitor half() {
        var visitor = new HttpVisitor(port);
        visitor.signIn("ada", PASSWORD);
        return visitor;
    }

    private static HttpResponse<String> second(HttpVisitor visitor, String code) {
        return visitor.post("/login", Map.of("code", code));
    }

    private static String codeOfNow() {
        return Totp.code(SECRET, Instant.now().getEpochSecond() / Totp.STEP_SECONDS);
    }

    private long id() {
        return jdbc.sql("SELECT id FROM app_user WHERE name = 'ada'")
                .query(Long.class)
                .single();
    }

    private long guesses() {
        return jdbc.sql("SELECT count(*) FROM sign_in_failure")
                .query(Long.class)
                .single();
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }
}
