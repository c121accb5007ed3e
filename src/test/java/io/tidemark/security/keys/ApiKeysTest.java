package io.tidemark.security.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.security.Audit;
import io.tidemark.security.NotPossible;
import io.tidemark.security.Role;
import io.tidemark.security.Who;
import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class ApiKeysTest {

    private static final Who ADA = new Who("ada", Role.ADMIN, "192.0.2.7");

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final ApiKeys keys = new ApiKeys(jdbc, new Audit(jdbc));
    private final ApiKeys onAnotherNode = new ApiKeys(database.client(), new Audit(jdbc));

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void isAcceptedFromWhenItIsMade() {
        var made = make("Billing", KeyScope.INGEST, KeyScope.READ);

        assertThat(onAnotherNode.accept(made.secret())).satisfies(key -> {
            assertThat(key.name()).isEqualTo("Billing");
            assertThat(key.scopes()).containsExactly(KeyScope.INGEST, KeyScope.READ);
            assertThat(key.state()).isEqualTo(ApiKey.State.ACTIVE);
            assertThat(key.createdBy()).isEqualTo("ada");
            assertThat(made.secret()).startsWith(key.prefix());
        });
    }

    @Test
    void isStoredNowhere() {
        var made = make("Billing", KeyScope.INGEST);
        keys.accept(made.secret());
        keys.used(made.key().id());
        keys.revoke(made.key().id(), ADA);

        var bytes = made.secret().getBytes(StandardCharsets.UTF_8);
        var random = made.secret().substring(KeyText.START.length() + 8);
        assertThat(everythingStored())
                .contains(made.key().prefix())
                .doesNotContain(random)
                .doesNotContain(HexFormat.of().formatHex(bytes))
                .doesNotContain(Base64.getEncoder().encodeToString(bytes));
        assertThat(made.toString()).doesNotContain(random);
    }

    @Test
    void isRefusedEverywhereAsSoonAsItIsRevoked() {
        var made = make("Billing", KeyScope.INGEST);
        onAnotherNode.accept(made.secret());

        assertThat(keys.revoke(made.key().id(), new Who("bob", Role.ADMIN, "192.0.2.1")))
                .isTrue();

        assertThatThrownBy(() -> onAnotherNode.accept(made.secret()))
                .isInstanceOf(KeyRefused.class)
                .hasMessageMatching("The key Billing \\(tm_.{8}\\.{3}\\) is revoked\\.");
        assertThat(keys.revoke(made.key().id(), ADA)).isFalse();
        assertThat(keys.all())
                .singleElement()
                .satisfies(key -> assertThat(key.revokedBy()).isEqualTo("bob"));
    }

    @Test
    void isRefusedFromTheInstantAtWhichItExpires() {
        var made = keys.create("Billing", Set.of(KeyScope.READ), Instant.now().plus(Duration.ofDays(1)), ADA);
        keys.accept(made.secret());

        jdbc.sql("UPDATE api_key SET expires_at = clock_timestamp()").update();

        assertThatThrownBy(() -> keys.accept(made.secret())).hasMessageContaining("expired at");
    }

    @Test
    void anUnknownKeyAndHalfAKeyAreToldApart() {
        var made = make("Billing", KeyScope.READ);

        assertThatThrownBy(() -> keys.accept(KeyText.random())).hasMessage("There is no such key.");
        assertThatThrownBy(() -> keys.accept(made.secret().substring(0, 40))).hasMessageContaining("not all of one");
    }

    @Test
    void twoKeysThatAreAcceptedHaveTwoNames() {
        var first = make("Billing", KeyScope.READ);

        assertThatThrownBy(() -> make(" billing ", KeyScope.READ))
                .isInstanceOf(NameTaken.class)
                .hasMessageContaining("“billing”");
        keys.revoke(first.key().id(), ADA);
        assertThat(make("billing", KeyScope.READ).key().name()).isEqualTo("billing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0412illing",
                "Bill\u200bing",
                "Billing\u3164",
                "ci (tm_AbCdEfGh...)",
                "nobody",
                "a\u0000b",
                " "
            })
    void aNameThatCouldBeTakenForAnotherOneIsRefused(String name) {
        assertThatThrownBy(() -> make(name, KeyScope.READ)).isInstanceOf(NotPossible.class);
        assertThat(keys.all()).isEmpty();
    }

    @Test
    void aNameThatCanBeTypedInSeveralWaysIsTheSame() {
        assertThat(make("\uff22illing", KeyScope.READ).key().name()).isEqualTo("Billing");
        assertThatThrownBy(() -> make("\ufb01nd".repeat(40), KeyScope.READ))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("at most 60");
    }

    @Test
    void theAuditSaysWhoMadeAndRevokedItFromWhere() {
        var made = make("Billing", KeyScope.INGEST, KeyScope.READ);
        keys.revoke(made.key().id(), new Who("bob", Role.ADMIN, "192.0.2.1"));
        keys.revoke(made.key().id(), ADA);

        assertThat(jdbc.sql("""
                        SELECT concat_ws(' | ', actor, address, action, subject, detail)
                        FROM audit_event
                        WHERE action LIKE 'key %'
                        ORDER BY id
                        """).query(String.class).list())
                .containsExactly(
                        "ada | 192.0.2.7 | key created | " + made.key().displayName()
                                + " | ingest, read; expires never",
                        "bob | 192.0.2.1 | key revoked | " + made.key().displayName()
                                + " | ingest, read; expires never");
    }

    @Test
    void theUseOfAKeyIsWrittenDownOnceAMinuteAtMost() {
        var key = make("Billing", KeyScope.READ).key();
        keys.used(key.id());
        var first = lastUsed();

        keys.used(key.id());
        assertThat(lastUsed()).isEqualTo(first);

        jdbc.sql("UPDATE api_key SET last_used_at = last_used_at - interval '61 seconds'")
                .update();
        keys.used(key.id());
        assertThat(lastUsed()).isAfterOrEqualTo(first);
    }

    @Test
    void theUseOfAKeyIsWrittenDownBesideTheRequest() {
        var made = make("Billing", KeyScope.READ);
        var use = new KeyUse(keys);

        IntStream.range(0, 100).forEach(_ -> use.note(keys.accept(made.secret())));

        Until.asserted(() -> assertThat(lastUsed()).isNotNull());
    }

    private NewKey make(String name, KeyScope... scopes) {
        return keys.create(name, List.of(scopes), null, ADA);
    }

    private Instant lastUsed() {
        return keys.all().getFirst().lastUsedAt();
    }

    private String everythingStored() {
        var tables = jdbc.sql("""
                        SELECT format('SELECT coalesce(string_agg(t::text, E''\\n''), '''') FROM %s AS t', oid::regclass)
                        FROM pg_class
                        WHERE relnamespace IN ('public'::regnamespace, 'tidemark'::regnamespace) AND relkind IN ('r', 'p')
                        """).query(String.class).list();
        return String.join(
                "\n",
                tables.stream()
                        .map(sql -> jdbc.sql(sql).query(String.class).single())
                        .toList());
    }
}
