package io.tidemark.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What each strategy would have made of calls that arrived. */
class ReplayTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Offset<Double> HINT = within(0.01);

    @Test
    void aCallAfterAPauseIsSeenAsSoonAsARefreshTakes() {
        var outcome = replay(0.1, 10, 20, 30).onChange(0.2);

        assertThat(outcome.refreshes()).isEqualTo(3);
        assertThat(outcome.lag().p99()).isCloseTo(0.1, HINT);
        assertThat(outcome.share()).isCloseTo(0.3 / 3600, within(1e-9));
    }

    @Test
    void callsThatComeDuringARefreshWaitForTheNextOneWhichComesAfterAPause() {
        // The first refresh runs from 10 to 11 and takes one call; with half of the time to spend, the next begins at
        // 12.
        var outcome = replay(1, 10, 10.5, 11.5).onChange(0.5);

        assertThat(outcome.refreshes()).isEqualTo(2);
        assertThat(outcome.lag().p50()).isCloseTo(1.5, HINT);
        assertThat(outcome.lag().p99()).isCloseTo(2.5, HINT);
    }

    @Test
    void refreshingNeverTakesMoreThanItsShareOfTheTime() {
        var everyTenth = IntStream.range(0, 36_000).mapToDouble(i -> i / 10.0).toArray();

        assertThat(replay(0.5, everyTenth).onChange(0.2).share()).isBetween(0.19, 0.201);
    }

    @Test
    void figuresThatNobodyWatchesAreAsOldAsAllowed() {
        var outcome = replay(0.1, 0, 1, 2, 400).onAge(300);

        // At 0 for the first, at 300 for the next two, at 600 for the last.
        assertThat(outcome.refreshes()).isEqualTo(3);
        assertThat(outcome.lag().p99()).isCloseTo(299.1, HINT);
    }

    @Test
    void aScheduleLetsCallsWaitForItsNextTime() {
        var outcome = replay(0.5, 10, 299, 301).onSchedule(List.of(300.0, 600.0, 900.0));

        assertThat(outcome.refreshes()).isEqualTo(2);
        assertThat(outcome.lag().p50()).isCloseTo(290.5, HINT);
        assertThat(outcome.lag().p99()).isCloseTo(299.5, HINT);
    }

    @Test
    void aScheduleThatDoesNotComeAgainShowsNothingMore() {
        assertThat(replay(0.5, 10, 400).onSchedule(List.of(300.0)).lag().calls())
                .isEqualTo(1);
    }

    @Test
    void withoutCallsThereIsNoLagAndNothingToPay() {
        var outcome = replay(0.5).onChange(0.2);

        assertThat(outcome.lag()).isEqualTo(Lag.UNKNOWN);
        assertThat(outcome.refreshes()).isZero();
    }

    @Test
    void manyCallsInOneBatchWeighAsMany() {
        var lag = Lag.of(List.of(new Lag.Weighted(1, 98), new Lag.Weighted(7, 2)));

        assertThat(lag).isEqualTo(new Lag(1.0, 1.0, 7.0, 100));
    }

    private static Replay replay(double refreshSeconds, double... arrivals) {
        var batches = Arrays.stream(arrivals)
                .mapToObj(second -> new Arrivals.Batch(second, 1))
                .toList();
        return new Replay(new Arrivals(NOON, NOON.plus(Duration.ofHours(1)), batches), refreshSeconds);
    }
}
