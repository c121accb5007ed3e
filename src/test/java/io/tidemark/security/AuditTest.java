package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.testing.OnHostileDatabaseToo;
import io.tidemark.testing.TestDatabase;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was done is kept, whoever did it and however, and cannot be rewritten. */
@OnHostileDatabaseToo
class AuditTest {

    private static final Who ADA = new Who("ada", Role.ADMIN, "203.0.113.9");

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.client();
    private final Audit audit = new Audit(jdbc);
    private final AuditLog log = new AuditLog(jdbc);

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET actor = 'somebody else'",
                "DELETE FROM audit_event",
                "DELETE FROM audit_event WHERE false",
                "TRUNCATE audit_event"
            })
    void onlyGrows(String change) {
        audit.record(ADA, "key created", "ingest of the shop", "");

        assertThatThrownBy(() -> jdbc.sql(change).update()).rootCause().hasMessageContaining("audit_event only grows");
        assertThat(log.read(AuditFilter.NONE, null, 10)).hasSize(1);
    }

    @Test
    void whatIsDoneInPsqlIsThereToo() {
        jdbc.sql("SELECT set_refresh_strategy('CRON', '0 * * * *')").query().singleRow();
        jdbc.sql("SELECT pause_refresh('moving house')").query().singleRow();
        jdbc.sql("SELECT resume_refresh()").query().singleRow();
        jdbc.sql("UPDATE analytics_settings SET reporting_zone = 'Europe/Berlin'")
                .update();
        jdbc.sql("SELECT rebuild_analytics_views()").query().singleRow();

        assertThat(log.read(AuditFilter.NONE, null, 10))
                .extracting(event -> event.action() + ": " + event.detail())
                .satisfies(rows -> assertThat(rows.getFirst()).startsWith("rebuilt: "))
                .contains(
                        "strategy switched: TRIGGER -> CRON, schedule 0 * * * *",
                        "refresh paused: moving house",
                        "refresh resumed: ",
                        "settings changed: UTC -> Europe/Berlin");
        assertThat(log.read(AuditFilter.NONE, null, 10)).allSatisfy(event -> {
            assertThat(event.actor()).endsWith("(tidemark)");
            assertThat(event.address()).endsWith("(database)");
        });
    }

    @Test
    void whatTheApplicationDoesByStatementsIsWhoeverItSaysThatAsked() {
        jdbc.sql("""
                        SELECT set_config('tidemark.user', 'ada', false), set_config('tidemark.address', '203.0.113.9', false),
                            set_refresh_strategy('HYBRID', max_age_minutes => 7)""").query().singleRow();

        assertThat(log.read(AuditFilter.NONE, null, 10)).singleElement().satisfies(event -> {
            assertThat(event.actor()).isEqualTo("ada");
            assertThat(event.address()).isEqualTo("203.0.113.9");
            assertThat(event.detail()).isEqualTo("TRIGGER -> HYBRID, at most 7 min old");
        });
    }

    @Test
    void aSessionOfAnotherRoleCannotPassForAUser() {
        database.superuser()
                .sql("SELECT set_config('tidemark.user', 'ada', false), pause_refresh('forged')")
                .query()
                .singleRow();

        assertThat(log.read(AuditFilter.NONE, null, 10))
                .singleElement()
                .satisfies(event -> assertThat(event.actor()).endsWith("(postgres)"));
    }

    @Test
    void keepsWhoItWasWhateverTheyAreCalled() {
        audit.record(new Who("ada", Role.ADMIN, "", "user 7"), "key created", "ci", "");
        jdbc.sql("""
                        SELECT set_config('tidemark.user', 'ci (tm_AbCd)', false), set_config('tidemark.user_id', 'key 3', false),
                            pause_refresh('moving house')""").query().singleRow();

        assertThat(log.read(AuditFilter.NONE, null, 10))
                .extracting(AuditEvent::actorId)
                .containsExactly("key 3", "user 7");
    }

    @Test
    void aTextOfAnyLengthIsKeptUpToABoundOrRefused() {
        audit.record(ADA, "calls imported", "f".repeat(10_000), "d".repeat(100_000));

        assertThat(log.read(AuditFilter.NONE, null, 10)).singleElement().satisfies(event -> {
            assertThat(event.subject()).hasSize(400).endsWith("…");
            assertThat(event.detail()).hasSize(2_000).endsWith("…");
        });
        assertThatThrownBy(() -> jdbc.sql("SELECT pause_refresh(repeat('x', 5000000))")
                        .query()
                        .singleRow())
                .rootCause()
                .hasMessageContaining("the reason has 5000000 characters; at most 1000 are taken");
        assertThatThrownBy(() -> jdbc.sql("SELECT set_refresh_strategy('CRON', repeat('1,', 250000) || '1 * * * *')")
                        .query()
                        .singleRow())
                .rootCause()
                .hasMessageContaining("characters; at most 400 are taken")
                .message()
                .hasSizeLessThan(1_000);
    }

    @Test
    void failuresToSignInGoAfterAWhileAndNothingElseDoes() {
        jdbc.sql("""
                        INSERT INTO audit_event (at, actor, address, action, subject, detail)
                        SELECT clock_timestamp() - make_interval(days => days), 'nobody', '', action, days::text, ''
                        FROM unnest(ARRAY[1, 40, 100]) AS days,
                            unnest('{sign-in failed,sign-ins refused,key created}'::text[]) AS action""").update();

        audit.removeFailures(Duration.ofDays(90));

        assertThat(log.read(AuditFilter.NONE, null, 10))
                .extracting(event -> event.action() + " " + event.subject())
                .containsExactlyInAnyOrder(
                        "sign-in failed 1",
                        "sign-in failed 40",
                        "sign-ins refused 1",
                        "sign-ins refused 40",
                        "key created 1",
                        "key created 40",
                        "key created 100");
        assertThatThrownBy(() -> {
                    jdbc.sql("SELECT set_config('tidemark.prunes_audit', 'yes', false)")
                            .query()
                            .singleRow();
                    jdbc.sql("DELETE FROM audit_event").update();
                })
                .rootCause()
                .hasMessageContaining("audit_event only grows");
    }

    @Test
    void canBeSearched() {
        audit.record(ADA, "key created", "100%_sure", "");
        audit.record(ADA, "key revoked", "100 unsure", "");
        audit.record(new Who("bob", Role.VIEWER, ""), "signed in", "bob", "Firefox on Linux");
        var today = LocalDate.now(ZoneOffset.UTC);

        assertThat(found(new AuditFilter("0%_S", "", "", null, null))).containsExactly("100%_sure");
        assertThat(found(new AuditFilter("firefox", "", "", null, null))).containsExactly("bob");
        assertThat(found(new AuditFilter("", "AD", "", null, null))).containsExactly("100 unsure", "100%_sure");
        assertThat(found(new AuditFilter("", "", "key revoked", null, null))).containsExactly("100 unsure");
        assertThat(found(new AuditFilter("", "", "", today, today))).hasSize(3);
        assertThat(found(new AuditFilter("", "", "", today.plusDays(1), null))).isEmpty();
        assertThat(found(new AuditFilter("", "", "", null, today.minusDays(1)))).isEmpty();
        assertThat(log.actions()).containsExactly("key created", "key revoked", "signed in");
    }

    @Test
    void isPagedWithoutLosingOrRepeatingWhatHappenedAtTheSameInstant() {
        jdbc.sql("""
                        INSERT INTO audit_event (at, actor, address, action, subject, detail)
                        SELECT '2026-11-22 12:00Z', 'ada', '', 'tried', i::text, '' FROM generate_series(1, 25) AS i""").update();

        var first = log.read(AuditFilter.NONE, null, 10);
        audit.record(ADA, "came later", "", "");
        var second = log.read(AuditFilter.NONE, first.getLast(), 10);
        var third = log.read(AuditFilter.NONE, second.getLast(), 10);

        assertThat(first).extracting(AuditEvent::subject).startsWith("25").hasSize(10);
        assertThat(second).extracting(AuditEvent::subject).startsWith("15").hasSize(10);
        assertThat(third).extracting(AuditEvent::subject).containsExactly("5", "4", "3", "2", "1");
    }

    private List<String> found(AuditFilter filter) {
        return log.read(filter, null, 10).stream().map(AuditEvent::subject).toList();
    }
}
