package io.tidemark.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.refresh.RefreshStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which strategy is advised: by calls a day first, and above that by what was measured. */
class AdviceTest {

    @Test
    void fewCallsKeepTheTrigger() {
        assertThat(advice(999, 40, null).strategy()).isEqualTo(RefreshStrategy.TRIGGER);
        assertThat(advice(999, 40, 0.3).strategy()).isEqualTo(RefreshStrategy.TRIGGER);
    }

    @Test
    void untilItIsMeasuredManyCallsAskForASchedule() {
        assertThat(advice(10_001, 40, null))
                .isEqualTo(
                        new Advice(
                                RefreshStrategy.CRON,
                                "with 10,001 calls a day a schedule is the careful start; measure what inserts pay here to be sure"));
        assertThat(advice(5_000, 40, null).strategy()).isEqualTo(RefreshStrategy.HYBRID);
    }

    @Test
    void insertsThatPayNoticeablyAskForASchedule() {
        assertThat(advice(20_000, 40, 0.12))
                .isEqualTo(new Advice(
                        RefreshStrategy.CRON,
                        "with 20,000 calls a day, inserts would pay 12.0\u00a0% for the trigger"));
    }

    @Test
    void refreshesThatTakeMuchOfTheTimeAreForThoseWhoWatch() {
        assertThat(advice(20_000, 500, 0.01).strategy()).isEqualTo(RefreshStrategy.HYBRID);
    }

    @Test
    void whatWasMeasuredAsCheapKeepsTheTriggerHoweverManyCalls() {
        var advice = advice(20_000, 40, 0.01);

        assertThat(advice.strategy()).isEqualTo(RefreshStrategy.TRIGGER);
        assertThat(advice.reason()).startsWith("measured here, inserts pay 1.0\u00a0% for it");
    }

    private static Advice advice(int callsADay, double refreshMs, @Nullable Double insertCost) {
        var traffic = Situations.traffic(callsADay, refreshMs);
        var measurement = insertCost == null ? null : Situations.measurement(insertCost);
        return Advice.of(traffic, StrategyFigures.of(traffic, Situations.status(RefreshStrategy.TRIGGER), measurement));
    }
}
