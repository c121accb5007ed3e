package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** When a page is painted, on a clock that stands until the test moves it. */
class TurnsTest {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    private final List<Long> begun = new ArrayList<>();
    private int painted;
    private long now;
    private final Turns turns = new Turns(() -> now, this::later, () -> Duration.ofMillis(500), this::begin);

    @Test
    void theFirstNewsIsPaintedAtOnce() {
        wantAt(10_000);

        assertThat(begun).containsExactly(10_000L);
    }

    @Test
    void whatComesWhileAPaintIsUnderWayIsNotForgotten() {
        wantAt(1_000);
        turns.want();
        turns.done(true);

        runUntil(5_000);

        assertThat(begun).containsExactly(1_000L, 1_500L);
    }

    @Test
    void ofManyRefreshesOneIsPaintedEachHalfSecond() {
        for (long at = 1_000; at < 11_000; at += 70) {
            wantAt(at);
            paint();
        }
        runUntil(11_000);

        assertThat(begun.size()).isBetween(20, 21);
        for (int i = 2; i < begun.size(); i++) {
            assertThat(begun.get(i) - begun.get(i - 2)).isGreaterThan(900);
        }
    }

    @Test
    void aTurnTakenALittleLateKeepsTheRhythm() {
        wantAt(1_000);
        paint();
        wantAt(1_560);
        paint();
        wantAt(2_010);

        assertThat(begun).containsExactly(1_000L, 1_560L, 2_010L);
    }

    @Test
    void aTurnInWhichThereWasNothingToPaintDoesNotCount() {
        wantAt(1_000);
        turns.done(false);

        wantAt(1_010);

        assertThat(begun).containsExactly(1_000L, 1_010L);
    }

    private void begin() {
        begun.add(now / 1_000_000);
    }

    private void paint() {
        if (begun.size() > painted) {
            painted = begun.size();
            turns.done(true);
        }
    }

    private void wantAt(long milliseconds) {
        runUntil(milliseconds);
        turns.want();
        runUntil(milliseconds);
    }

    private void runUntil(long milliseconds) {
        while (!tasks.isEmpty() && tasks.peek().at <= milliseconds * 1_000_000) {
            var task = tasks.remove();
            now = Math.max(now, task.at);
            task.work.run();
        }
        now = Math.max(now, milliseconds * 1_000_000);
    }

    private FutureTask<?> later(Runnable work, long delay) {
        var task = new FutureTask<Void>(work, null);
        tasks.add(new Task(now + delay, task));
        return task;
    }

    private record Task(long at, FutureTask<?> work) {}
}
