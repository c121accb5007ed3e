package io.tidemark.admin;

import static io.tidemark.admin.Situations.NOW;
import static io.tidemark.admin.Verdict.Level.GOOD;
import static io.tidemark.admin.Verdict.Level.PROBLEM;
import static io.tidemark.admin.Verdict.Level.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.admin.Situations.Builder;
import io.tidemark.refresh.RefreshStrategy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the page says first, one sentence a question. */
class VerdictsTest {

    private final Builder status = new Builder(RefreshStrategy.TRIGGER);

    @Test
    void allIsWell() {
        var checked = new Verification(1, NOW.minusSeconds(602), NOW.minusSeconds(600), "ada", NOW, 12_000, 0, null);

        assertThat(verdicts(Situations.of(status.build(), Situations.triggers(true), checked, null)))
                .extracting(Verdict::level, VerdictsTest::words)
                .containsExactly(
                        tuple(GOOD, "Views are 0 s behind: every call is in them."),
                        tuple(GOOD, "The last refresh took 24 ms, 2 s ago, because calls arrived."),
                        tuple(GOOD, "Hint triggers are on; inserts pay 3.0 % for them."),
                        tuple(GOOD, "Views and source agree."));
    }

    @Test
    void whatDriftedIsNamedOnceWithWhatHelps() {
        var drift = List.of(
                new Drift(
                        "change trigger",
                        "trigger record_changes_on_delete on api_usage is missing",
                        "Set right within a minute."),
                new Drift("hint trigger", "auto_refresh_analytics_on_insert on api_usage is disabled", "Switch."));

        assertThat(verdicts(Situations.with(drift, status.build())))
                .filteredOn(verdict -> verdict.sentence().contains("api_usage"))
                .extracting(Verdict::level, VerdictsTest::words, Verdict::aside)
                .containsExactly(tuple(
                        PROBLEM,
                        "Trigger record_changes_on_delete on api_usage is missing.",
                        "Set right within a minute."));
    }

    @Test
    void callsThatWaitAreCounted() {
        status.pending = true;
        assertThat(first())
                .extracting(Verdict::level, VerdictsTest::words)
                .containsExactly(GOOD, "Views are 310 ms behind; 12 calls wait.");

        status.overdue = true;
        assertThat(first().level()).isEqualTo(WARNING);
    }

    @Test
    void aPauseIsNamedWithWhoAndWhy() {
        status.paused = true;
        assertThat(all()).anySatisfy(verdict -> {
            assertThat(words(verdict)).isEqualTo("Refreshing is paused by ada: maintenance.");
            assertThat(verdict.level()).isEqualTo(WARNING);
            assertThat(verdict.aside()).isEqualTo("since 14:02:07");
        });
    }

    @Test
    void aFailureIsAProblemAndSaysWhy() {
        status.failures = 3;
        status.pending = true;
        assertThat(first().level()).isEqualTo(PROBLEM);
        assertThat(all()).anySatisfy(verdict -> {
            assertThat(words(verdict)).isEqualTo("Refreshing fails: no unique index");
            assertThat(verdict.aside()).isEqualTo("3 times, since 14:01:37");
        });
    }

    @Test
    void triggersThatDoNotFollowTheStrategyAreAProblem() {
        var on = new Builder(RefreshStrategy.CRON).build();
        assertThat(verdicts(Situations.of(on, Situations.triggers(true), null, null)))
                .anySatisfy(verdict -> {
                    assertThat(words(verdict))
                            .isEqualTo("The hint triggers are still on, which Cron asks for otherwise.");
                    assertThat(verdict.level()).isEqualTo(PROBLEM);
                });
        assertThat(verdicts(Situations.of(status.build(), Situations.triggers(false), null, null)))
                .anySatisfy(verdict -> assertThat(words(verdict)).startsWith("The hint triggers are not on"));
    }

    @Test
    void aScheduleSaysWhoKeepsItAndWhenItComes() {
        var cron = new Builder(RefreshStrategy.CRON);
        assertThat(verdicts(Situations.of(cron.build())))
                .extracting(VerdictsTest::words)
                .contains(
                        "Hint triggers are off; inserts pay nothing for refreshing.",
                        "The application keeps the schedule; it comes next at 14:04:07.");

        cron.cronTrouble = "the pg_cron job refresh-analytics is switched off";
        assertThat(verdicts(Situations.of(cron.build())))
                .extracting(VerdictsTest::words)
                .contains("The schedule is not kept: the pg_cron job refresh-analytics is switched off.");
    }

    @Test
    void nobodyWhoListensIsAProblem() {
        status.listeners = 0;
        assertThat(all())
                .extracting(VerdictsTest::words)
                .contains("No node of the application listens, so hints are not heard.");
    }

    @Test
    void differencesStayAProblemUntilTheyAreRepaired() {
        var found = new Verification(1, NOW.minusSeconds(2), NOW.minusSeconds(1), "ada", NOW, 12_000, 3, null);
        var repaired = new Verification(1, NOW.minusSeconds(2), NOW.minusSeconds(1), "ada", NOW, 12_000, 3, NOW);
        var old = new Verification(1, NOW, NOW.minus(Duration.ofDays(8)), "ada", NOW, 12_000, 0, null);

        assertThat(agreement(found)).isEqualTo("PROBLEM Views and source differ in 3 cells.");
        assertThat(agreement(repaired))
                .isEqualTo("WARNING Views and source differed and were repaired; verify to be sure.");
        assertThat(agreement(old)).isEqualTo("WARNING Views and source agree.");
        assertThat(agreement(null)).isEqualTo("WARNING Whether views and source agree was not checked yet.");
    }

    @Test
    void aSlowRefreshSaysWhatItWaitedFor() {
        var verdict = verdicts(
                        Situations.of(status.build(), Situations.triggers(true), null, Situations.run(100.0, 1_800.0)))
                .getLast();

        assertThat(words(verdict)).isEqualTo("The slowest refresh of the last hour took 1.90 s.");
        assertThat(verdict.aside().replace('\u00a0', ' ')).contains("waited 1.80 s for another refresh");
    }

    private String agreement(@Nullable Verification verification) {
        var verdict = verdicts(Situations.of(status.build(), Situations.triggers(true), verification, null))
                .getLast();
        return verdict.level() + " " + words(verdict);
    }

    private Verdict first() {
        return all().getFirst();
    }

    private List<Verdict> all() {
        return verdicts(Situations.of(status.build()));
    }

    private static List<Verdict> verdicts(Situation situation) {
        return Verdicts.of(situation);
    }

    private static String words(Verdict verdict) {
        return verdict.sentence().replace('\u00a0', ' ');
    }
}
