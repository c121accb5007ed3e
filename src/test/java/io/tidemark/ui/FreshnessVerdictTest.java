package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.refresh.RefreshStatus;
import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.refresh.StatusRead;
import io.tidemark.ui.FreshnessVerdict.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the badge says, and when. */
class FreshnessVerdictTest {

    private static final Instant NOW = Instant.parse("2026-11-22T14:03:07Z");
    private static final Instant REFRESH = NOW.minusSeconds(40);
    private static final FiguresShown FIGURES = new FiguresShown(REFRESH, NOW.minusSeconds(20));

    @Test
    void figuresThatLackNothingAreTrueForTheMomentThatThisWasFoundOut() {
        var verdict = verdict(complete());

        assertThat(verdict.level()).isEqualTo(Level.FRESH);
        assertThat(verdict.word()).isEqualTo("Live");
        assertThat(verdict.asOf()).isEqualTo(NOW);
    }

    @Test
    void figuresOfAnEarlierRefreshStayTrueForWhatTheyWereAndAreSoonLate() {
        var shown = new FiguresShown(REFRESH.minusSeconds(60), REFRESH.minusSeconds(60));

        var verdict = FreshnessVerdict.of(read(complete()), shown);

        assertThat(verdict.asOf()).isEqualTo(shown.asOf());
        assertThat(verdict.level()).isEqualTo(Level.LATE);
    }

    @Test
    void aRefreshThatTheStatusDoesNotKnowOfYetMakesNothingLate() {
        var shown = new FiguresShown(NOW.plusMillis(50), NOW.plusMillis(50));

        var verdict = FreshnessVerdict.of(read(pending(NOW.minusSeconds(3))), shown);

        assertThat(verdict.asOf()).isEqualTo(shown.asOf());
        assertThat(verdict.level()).isEqualTo(Level.FRESH);
    }

    @Test
    void callsThatWaitLeaveTheFiguresTrueForWhatTheyWereUntilTheyAreLate() {
        var soon = verdict(pending(NOW.plusSeconds(4)));
        assertThat(soon.asOf()).isEqualTo(FIGURES.asOf());
        assertThat(soon.level()).isEqualTo(Level.FRESH);
        assertThat(soon.state().lateIn()).isBetween(3_000L, 4_000L);

        var late = verdict(pending(NOW.minusSeconds(1)));
        assertThat(late.level()).isEqualTo(Level.LATE);
        assertThat(late.word()).isEmpty();
    }

    @Test
    void aScheduleIsNotCalledLive() {
        assertThat(verdict(status(RefreshStrategy.CRON, true, NOW.plusSeconds(90), null, 0))
                        .word())
                .isEqualTo("On schedule");
    }

    @Test
    void aPauseIsAlwaysSaidAndMattersWhenCallsWait() {
        var nothingWaits = verdict(status(RefreshStrategy.TRIGGER, false, null, "ada: maintenance", 0));
        assertThat(nothingWaits.word()).isEqualTo("Paused");
        assertThat(nothingWaits.level()).isEqualTo(Level.FRESH);

        var callsWait = verdict(status(RefreshStrategy.TRIGGER, true, NOW.plusSeconds(4), "ada: maintenance", 0));
        assertThat(callsWait.level()).isEqualTo(Level.LATE);
        assertThat(callsWait.facts()).containsEntry("Refreshed", "by hand only: paused by ada: maintenance");
    }

    @Test
    void aFailingRefreshIsRedWithItsReason() {
        var verdict = verdict(status(RefreshStrategy.TRIGGER, true, NOW.plusSeconds(4), null, 3));

        assertThat(verdict.level()).isEqualTo(Level.FAILED);
        assertThat(verdict.word()).isEqualTo("Refresh failing");
        assertThat(verdict.facts()).containsEntry("Why it is not newer", "refresh failing: disk full");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsSaidAndTheFiguresStayWhatTheyWere() {
        var verdict = FreshnessVerdict.of(new StatusRead(pending(NOW), false, System.nanoTime()), FIGURES);

        assertThat(verdict.level()).isEqualTo(Level.FAILED);
        assertThat(verdict.word()).isEqualTo("The database cannot be reached");
        assertThat(verdict.asOf()).isEqualTo(FIGURES.asOf());
        assertThat(FreshnessVerdict.of(new StatusRead(null, false, System.nanoTime()), null)
                        .word())
                .isEqualTo("The database cannot be reached");
    }

    @Test
    void whereNothingChangedTheBrowserIsToldNowAndThenThatItIsStillTrue() {
        var told = verdict(complete());
        assertThat(told.isNewsAfter(null)).isTrue();
        assertThat(verdict(complete()).isNewsAfter(told)).isFalse();

        var longAgo = System.nanoTime() - Duration.ofSeconds(10).toNanos();
        assertThat(FreshnessVerdict.of(new StatusRead(complete(), true, longAgo), FIGURES)
                        .isNewsAfter(told))
                .isTrue();
        assertThat(verdict(pending(NOW.plusSeconds(4))).isNewsAfter(told)).isTrue();
    }

    private static FreshnessVerdict verdict(RefreshStatus status) {
        return FreshnessVerdict.of(read(status), FIGURES);
    }

    private static StatusRead read(RefreshStatus status) {
        return new StatusRead(status, true, System.nanoTime());
    }

    private static RefreshStatus complete() {
        return status(RefreshStrategy.TRIGGER, false, null, null, 0);
    }

    private static RefreshStatus pending(Instant lateAt) {
        return status(RefreshStrategy.TRIGGER, true, lateAt, null, 0);
    }

    private static RefreshStatus status(
            RefreshStrategy strategy, boolean pending, Instant lateAt, String paused, long failures) {
        return new RefreshStatus(
                NOW,
                REFRESH,
                ZoneOffset.UTC,
                NOW,
                null,
                strategy,
                pending,
                pending ? 7 : 0,
                lateAt,
                paused,
                null,
                REFRESH,
                null,
                failures,
                failures > 0 ? List.of("refresh failing: disk full") : List.of());
    }
}
