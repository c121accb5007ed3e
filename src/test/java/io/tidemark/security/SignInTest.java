package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HttpTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionOperations;

/** Signing in, as those see it who try to get around it. */
@HttpTest
@TestPropertySource(properties = "tidemark.admin-password=" + HttpVisitor.ADMIN_PASSWORD)
class SignInTest {

    private static final String PASSWORD = "a password of twelve";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Passwords passwords;

    @Autowired
    Compared compared;

    @Autowired
    TransactionOperations transaction;

    @Autowired
    TaskScheduler scheduler;

    @BeforeEach
    void aViewerCalledAda() {
        jdbc.sql("DELETE FROM sign_in_failure").update();
        jdbc.sql("DELETE FROM app_user WHERE name IN ('ada', 'bob')").update();
        jdbc.sql("INSERT INTO app_user (name, role, password_hash) VALUES ('ada', 'VIEWER', ?)")
                .param(passwords.hash(PASSWORD))
                .update();
    }

    @Test
    void nobodySeesAPageAndWhoeverSignsInIsLedBackToIt() {
        var ada = visitor();
        var refused = ada.get("/analytics?range=7d");
        assertThat(refused.statusCode()).isEqualTo(302);
        assertThat(refused.headers().firstValue("Location")).hasValue("/login");

        var signedIn = ada.signIn("Ada", PASSWORD);

        assertThat(signedIn.statusCode()).isEqualTo(302);
        assertThat(location(signedIn)).endsWith("/analytics?range=7d");
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
    }

    @Test
    void theSessionOfBeforeIsNotTheOneOfAfter() {
        var ada = visitor();
        ada.get("/analytics");
        String planted = ada.cookies().get("JSESSIONID");
        assertThat(planted).isNotNull();

        ada.signIn("ada", PASSWORD);

        assertThat(ada.cookies().get("JSESSIONID")).isNotNull().isNotEqualTo(planted);
        var attacker = visitor();
        attacker.cookies().put("JSESSIONID", planted);
        assertThat(attacker.get("/analytics").statusCode()).isEqualTo(302);
    }

    @Test
    void aSessionIsOfNoUseAfterSigningOut() {
        var ada = visitor();
        ada.signIn("ada", PASSWORD);
        ada.get("/analytics");
        var thief = visitor();
        thief.cookies().putAll(ada.cookies());
        assertThat(thief.get("/analytics").statusCode()).isEqualTo(200);

        assertThat(ada.post("/logout", Map.of()).statusCode()).isEqualTo(302);

        assertThat(ada.cookies()).doesNotContainKey(SignInCookie.NAME);
        assertThat(thief.get("/analytics").statusCode()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE app_user SET role = 'ADMIN' WHERE name = 'ada'",
                "UPDATE app_user SET must_change_password = true WHERE name = 'ada'",
                "UPDATE app_user SET password_hash = '{noop}another' WHERE name = 'ada'",
                "UPDATE app_user SET disabled_at = now() WHERE name = 'ada'",
                "DELETE FROM app_user WHERE name = 'ada'"
            })
    void aSignInUnderWayDoesNotOutliveAChangeOfTheAccount(String change) {
        var ada = visitor();
        var signedIn = transaction.execute(_ -> {
            jdbc.sql(change).update();
            var attempt = CompletableFuture.supplyAsync(() -> ada.signIn("ada", PASSWORD), Thread::startVirtualThread);
            Until.asserted(() ->
                    assertThat(attempt.isDone() || somebodyWaitsForALock()).isTrue());
            return attempt;
        });

        assertThat(location(signedIn.join())).endsWith("/login?problem=wrong");
        assertThat(ada.cookies()).doesNotContainKey(SignInCookie.NAME);
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(302);
    }

    @Test
    void whoseSignInCannotBeKeptIsNotSignedIn() {
        jdbc.sql("ALTER TABLE sign_in ADD CONSTRAINT not_from_there CHECK (browser <> 'Firefox on Linux') NOT VALID")
                .update();
        var ada = visitor();
        try {
            var form = Map.of("username", "ada", "password", PASSWORD);
            assertThat(location(ada.post("/login", form, "User-Agent", "Firefox/146.0 Linux")))
                    .endsWith("/login?problem=server");
        } finally {
            jdbc.sql("ALTER TABLE sign_in DROP CONSTRAINT not_from_there").update();
        }

        assertThat(ada.get("/analytics").statusCode()).isEqualTo(302);
        assertThat(location(ada.signIn("ada", PASSWORD))).endsWith("/analytics");
    }

    @Test
    void aSignInEndsThoughAnotherTaskOfTheServerTakesLong() throws InterruptedException {
        var ada = visitor();
        ada.signIn("ada", PASSWORD);
        var begun = new CountDownLatch(1);
        var enough = new CompletableFuture<Void>();
        var slow = scheduler.scheduleWithFixedDelay(
                () -> {
                    begun.countDown();
                    enough.join();
                },
                Duration.ofDays(1));
        try {
            begun.await();
            jdbc.sql("UPDATE sign_in SET ended_at = now()").update();
            Until.asserted(() -> assertThat(ada.get("/analytics").statusCode()).isEqualTo(302));
        } finally {
            enough.complete(null);
            slow.cancel(false);
        }
    }

    @Test
    void aBrowserStaysSignedInWhenTheServerHasLostItsSession() {
        var ada = visitor();
        ada.signIn("ada", PASSWORD);
        ada.cookies().remove("JSESSIONID");

        var back = ada.get("/analytics");
        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(back.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith(SignInCookie.NAME));
    }

    @Test
    void theCookieIsNotForScriptsNorForOtherSitesAndNotStored() {
        var ada = visitor();
        var signedIn = ada.signIn("ada", PASSWORD);

        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith(SignInCookie.NAME))
                .singleElement()
                .asString()
                .contains("HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Max-Age");
        assertThat(jdbc.sql("SELECT count(*) FROM sign_in WHERE encode(token_hash, 'escape') LIKE '%' || ? || '%'")
                        .param(ada.cookies().get(SignInCookie.NAME))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void keptSignInsLastThirtyDays() {
        var ada = visitor();
        var signedIn = ada.post("/login", Map.of("username", "ada", "password", PASSWORD, "keep", "on"));

        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie).contains(SignInCookie.NAME, "Max-Age=2592000"));
        ada.cookies().remove("JSESSIONID");
        jdbc.sql("UPDATE sign_in SET last_seen_at = now() - interval '29 days'").update();
        var back = ada.get("/analytics");
        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(back.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .contains(ada.cookies().get(SignInCookie.NAME), "Max-Age=2592000", "HttpOnly"));
        ada.cookies().remove("JSESSIONID");
        jdbc.sql("UPDATE sign_in SET last_seen_at = now() - interval '31 days'").update();
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(302);
    }

    @Test
    void nobodyCanTellWhetherAnAccountExists() {
        jdbc.sql("INSERT INTO app_user (name, role, password_hash, disabled_at) VALUES ('bob', 'ADMIN', ?, now())")
                .param(passwords.hash(PASSWORD))
                .update();
        var wrong = visitor().signIn("ada", "wrong");
        var unknown = visitor().signIn("nobody-of-this-name", "wrong");
        var disabled = visitor().signIn("bob", PASSWORD);

        assertThat(location(wrong)).endsWith("/login?problem=wrong");
        for (var other : List.of(unknown, disabled)) {
            assertThat(location(other)).isEqualTo(location(wrong));
            assertThat(other.body()).isEqualTo(wrong.body());
            assertThat(names(other)).isEqualTo(names(wrong));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "nobody-of-this-name"})
    void anUnknownNameIsAsMuchWorkAsAKnownOne(String name) {
        compared.hashes.clear();

        visitor().signIn(name, "wrong");

        assertThat(compared.hashes)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("{bcrypt}$2a$10$");
    }

    /** Remembers the hashes that a password was compared with. */
    private static final class Compared implements PasswordEncoder {

        private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
        private final List<String> hashes = new CopyOnWriteArrayList<>();

        @Override
        public String encode(CharSequence password) {
            return Objects.requireNonNull(encoder.encode(password));
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            hashes.add(hash);
            return encoder.matches(password, hash);
        }
    }

    @TestConfiguration
    static class WithCompared {

        @Bean
        @Primary
        Compared compared() {
            return new Compared();
        }
    }

    @Test
    void guessesAtAnAccountAreBoundedEvenWhenOneIsRight() {
        for (int i = 0; i < Guesses.MOST_OF_AN_ACCOUNT; i++) {
            assertThat(location(visitor().signIn("ada", "wrong " + i))).endsWith("problem=wrong");
        }

        assertThat(location(visitor().signIn("ada", PASSWORD))).endsWith("problem=too-many");
        assertThat(location(visitor().signIn("ADA", PASSWORD))).endsWith("problem=too-many");
        for (int i = 0; i < Guesses.MOST_OF_AN_ACCOUNT; i++) {
            visitor().signIn("nobody", "wrong");
        }
        assertThat(location(visitor().signIn("nobody", "wrong"))).endsWith("problem=too-many");
        jdbc.sql("UPDATE sign_in_failure SET at = at - interval '16 minutes'").update();
        assertThat(location(visitor().signIn("ada", PASSWORD))).doesNotContain("problem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "ad\0a", "A name of many characters. A name of many characters. "})
    void guessesAtANameThatCannotBeStoredAreBoundedToo(String name) {
        String typed = name.contains("\0") ? name : name.repeat(10);
        for (int i = 0; i < Guesses.MOST_OF_AN_ACCOUNT; i++) {
            assertThat(location(visitor().signIn(typed, PASSWORD))).endsWith("problem=wrong");
        }

        assertThat(location(visitor().signIn(typed, PASSWORD))).endsWith("problem=too-many");
        assertThat(jdbc.sql("SELECT count(*) FROM sign_in_failure")
                        .query(Long.class)
                        .single())
                .isEqualTo(Guesses.MOST_OF_AN_ACCOUNT);
    }

    @Test
    void guessesAtTheSameTimeDoNotSlipThrough() {
        var guesses = IntStream.range(0, 30)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> location(visitor().signIn("ada", "wrong " + i)), Thread::startVirtualThread))
                .toList();

        assertThat(guesses.stream().map(CompletableFuture::join).filter(to -> to.endsWith("problem=wrong")))
                .hasSizeLessThanOrEqualTo(Guesses.MOST_OF_AN_ACCOUNT);
    }

    @Test
    void anAddressCannotTryManyAccounts() {
        jdbc.sql("""
                        INSERT INTO sign_in_failure (account, address)
                        SELECT sha256(i::text::bytea), '127.0.0.1' FROM generate_series(1, ?) AS i""").param(Guesses.MOST_FROM_AN_ADDRESS).update();

        assertThat(location(visitor().signIn("ada", PASSWORD))).endsWith("problem=too-many");
    }

    @Test
    void guessesFromElsewhereDoNotKeepSomebodyOutOfTheirUsualPlace() {
        visitor().signIn("ada", PASSWORD);
        jdbc.sql("INSERT INTO sign_in_failure (account, address) SELECT ?, '203.0.113.9' FROM generate_series(1, 40)")
                .param(Tokens.hash("ada"))
                .update();

        assertThat(location(visitor().signIn("ada", PASSWORD))).doesNotContain("problem");
    }

    @Test
    void aFormOfAnotherSiteSignsNobodyInOrOut() {
        var ada = visitor();
        var form = Map.of("username", "ada", "password", PASSWORD);

        assertThat(location(ada.postAsItIs("/login", form))).endsWith("problem=stale");
        assertThat(ada.post("/login", form, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(ada.cookies()).doesNotContainKey(SignInCookie.NAME);

        ada.signIn("ada", PASSWORD);
        assertThat(ada.postAsItIs("/logout", Map.of()).statusCode()).isEqualTo(403);
        ada.get("/logout");
        assertThat(ada.get("/analytics").statusCode()).isEqualTo(200);
    }

    @Test
    void aPageForSigningInThatWasOpenDuringARestartStillWorks() {
        var ada = visitor();
        ada.get("/login");
        ada.cookies().remove("JSESSIONID");

        assertThat(location(ada.signIn("ada", PASSWORD))).doesNotContain("problem");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login?redirect=https://evil.example",
                "/login?continue=//evil.example",
                "/login?redirect_to=%5C%5Cevil.example",
                "//evil.example/analytics",
                "/%5Cevil.example",
                "/analytics?next=https://evil.example"
            })
    void signingInLeadsToNoOtherSite(String lure) {
        var ada = visitor();
        ada.get(lure, "X-Forwarded-Host", "evil.example", "Referer", "https://evil.example/");

        String target = location(ada.signIn("ada", PASSWORD)).replaceFirst("^http://localhost:" + port, "");

        assertThat(target).matches("/([^/\\\\].*)?");
    }

    @Test
    void theFirstPasswordOpensNothingBeforeItIsChanged() {
        var admin = visitor();
        admin.signIn(FirstAdmin.NAME, HttpVisitor.ADMIN_PASSWORD);

        assertThat(admin.cookies()).containsKey(SignInCookie.NAME);
        assertThat(admin.get("/actuator/prometheus").statusCode()).isEqualTo(403);
    }

    @Test
    void aSignInIsWrittenDownAndANameThatIsNoneIsNot() {
        visitor().signIn("ada", PASSWORD);
        visitor().signIn("ada", "wrong");
        visitor().signIn("hunter2-in-the-wrong-field", "wrong");

        assertThat(jdbc.sql(
                                "SELECT actor || ' ' || action || ' ' || subject || ' ' || address FROM audit_event ORDER BY id")
                        .query(String.class)
                        .list())
                .contains(
                        "ada signed in ada 127.0.0.1",
                        "nobody sign-in failed ada 127.0.0.1",
                        "nobody sign-in failed a name that is not known 127.0.0.1")
                .noneMatch(row -> row.contains("hunter2"));
    }

    @Test
    void whoIsSignedOutEverywhereIsSignedOutWithoutASession() {
        var users = new TestUsers(jdbc);
        var one = visitor();
        one.cookies().put(TestUsers.COOKIE, users.token(Role.VIEWER));
        assertThat(one.get("/analytics").statusCode()).isEqualTo(200);
        one.cookies().remove("JSESSIONID");

        jdbc.sql("UPDATE sign_in SET ended_at = now() WHERE ended_at IS NULL").update();

        assertThat(one.get("/analytics").statusCode()).isEqualTo(302);
        assertThat(one.cookies()).doesNotContainKey(TestUsers.COOKIE);
    }

    private boolean somebodyWaitsForALock() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                .query(Boolean.class)
                .single();
    }

    private HttpVisitor visitor() {
        return new HttpVisitor(port);
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }

    private static List<String> names(HttpResponse<String> response) {
        return response.headers().map().keySet().stream().sorted().toList();
    }
}
