package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ui.Change.Direction;
import io.tidemark.ui.Change.Verdict;
import io.tidemark.ui.Change.Wish;
import org.junit.jupiter.api.Test;

class ChangeTest {

    @Test
    void moreCostIsBadAndLessLatencyIsGood() {
        assertThat(Change.relative(103.4, 100, Wish.LESS, "")).satisfies(change -> {
            assertThat(change.direction()).isEqualTo(Direction.UP);
            assertThat(change.verdict()).isEqualTo(Verdict.BAD);
            assertThat(change.amount()).isEqualTo("3.4\u00a0%");
        });
        assertThat(Change.relative(89, 100, Wish.LESS, "")).satisfies(change -> {
            assertThat(change.direction()).isEqualTo(Direction.DOWN);
            assertThat(change.verdict()).isEqualTo(Verdict.GOOD);
            assertThat(change.amount()).isEqualTo("11\u00a0%");
        });
    }

    @Test
    void moreTokensAreNeitherGoodNorBad() {
        assertThat(Change.relative(106, 100, Wish.NEITHER, ""))
                .extracting(Change::verdict)
                .isEqualTo(Verdict.NEUTRAL);
    }

    @Test
    void aRateChangesByPoints() {
        assertThat(Change.points(0.9903, 0.9923, Wish.MORE, "")).satisfies(change -> {
            assertThat(change.amount()).isEqualTo("0.2\u00a0pt");
            assertThat(change.verdict()).isEqualTo(Verdict.BAD);
        });
    }

    @Test
    void nothingBeforeIsNothingToCompareWith() {
        assertThat(Change.relative(5, 0, Wish.MORE, "")).isNull();
        assertThat(Change.relative(7.2, -25, Wish.LESS, "")).isNull();
    }

    @Test
    void aChangeTooSmallToShowIsNone() {
        assertThat(Change.relative(100.01, 100, Wish.MORE, ""))
                .extracting(Change::direction)
                .isEqualTo(Direction.NONE);
        assertThat(Change.absolute(7, 7, Wish.MORE, "").verdict()).isEqualTo(Verdict.NEUTRAL);
    }
}
