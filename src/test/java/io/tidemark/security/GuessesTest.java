package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose guesses count together. */
class GuessesTest {

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final Guesses guesses = new Guesses(jdbc, new Audit(jdbc));

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void anAddressOfIpv6IsAsGoodAsAnyOtherOfItsNetwork() {
        for (int i = 0; i < Guesses.MOST_FROM_AN_ADDRESS; i++) {
            guesses.count("somebody-" + i, "2001:db8:0:1::" + i);
        }

        assertThatThrownBy(() -> guesses.count("ada", "2001:db8:0:1:ffff::1")).isInstanceOf(TooManyGuesses.class);
        assertThatCode(() -> guesses.count("ada", "2001:db8:0:2::1")).doesNotThrowAnyException();
    }

    @Test
    void whoSignedInFromANetworkIsKnownInAllOfIt() {
        jdbc.sql("INSERT INTO app_user (name, role, password_hash) VALUES ('ada', 'VIEWER', '{noop}x')")
                .update();
        var id = jdbc.sql("SELECT id FROM app_user").query(Long.class).single();
        new SignIns(jdbc, new SecondFactorPolicy(false))
                .begin(
                        new SignedIn(id, "ada", Role.VIEWER, false, false),
                        "{noop}x",
                        "token",
                        "2001:db8:0:1::1",
                        "A test",
                        false);
        for (int i = 0; i < Guesses.MOST_OF_AN_ACCOUNT; i++) {
            guesses.count("ada", "203.0.113." + i);
        }

        assertThatThrownBy(() -> guesses.count("ada", "203.0.113.99")).isInstanceOf(TooManyGuesses.class);
        assertThatCode(() -> guesses.count("ada", "2001:db8:0:1::2")).doesNotThrowAnyException();
    }

    @Test
    void whatIsRefusedUnseenLeavesOneTraceAndNotOneEach() {
        jdbc.sql("INSERT INTO app_user (name, role, password_hash) VALUES ('ada', 'VIEWER', '{noop}x')")
                .update();
        jdbc.sql("""
                        INSERT INTO sign_in_failure (account, address)
                        SELECT sha256(convert_to(name, 'UTF8')), '203.0.113.9'
                        FROM unnest('{ada, hunter2, letmein}'::text[]) AS name, generate_series(1, ?)""").param(Guesses.MOST_OF_AN_ACCOUNT).update();

        for (String name : List.of("ada", "Ada", "hunter2", "letmein")) {
            for (int i = 1; i < 4; i++) {
                String address = "203.0.113." + i;
                assertThatThrownBy(() -> guesses.count(name, address)).isInstanceOf(TooManyGuesses.class);
            }
        }
        jdbc.sql("INSERT INTO sign_in_failure (account, address) SELECT '', '203.0.113.9' FROM generate_series(1, 50)")
                .update();
        assertThatThrownBy(() -> guesses.count("bob", "203.0.113.9")).isInstanceOf(TooManyGuesses.class);

        assertThat(jdbc.sql("SELECT address || ' ' || action || ' ' || subject FROM audit_event ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "203.0.113.1 sign-ins refused ada",
                        "203.0.113.1 sign-ins refused a name that is not known",
                        "203.0.113.9 sign-ins refused all from 203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource({"ali, ALI", "ali, alİ", "ärn, ÄRN", "σας, ΣΑΣ"})
    void spellingsCountTogetherWhereTheDatabaseTakesThemForOneName(String one, String other) {
        boolean isOneName = jdbc.sql("SELECT lower(?) = lower(?)")
                .params(one, other)
                .query(Boolean.class)
                .single();

        guesses.count(one, "203.0.113.1");
        guesses.count(other, "203.0.113.2");

        assertThat(jdbc.sql("SELECT count(DISTINCT account) FROM sign_in_failure")
                        .query(Long.class)
                        .single())
                .isEqualTo(isOneName ? 1 : 2);
    }
}
