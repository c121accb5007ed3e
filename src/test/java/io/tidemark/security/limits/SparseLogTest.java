package io.tidemark.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often the log says the same. */
class SparseLogTest {

    private final AtomicLong now = new AtomicLong();
    private final SparseLog sparse = new SparseLog(now::get);

    @Test
    void aKindIsLoggedOnceAMinuteWithHowManyWereNot() {
        assertThat(sparse.missedBefore("a")).hasValue(0);
        assertThat(sparse.missedBefore("a")).isEmpty();
        assertThat(sparse.missedBefore("a")).isEmpty();
        assertThat(sparse.missedBefore("b")).hasValue(0);

        now.addAndGet(TimeUnit.MINUTES.toNanos(1));

        assertThat(sparse.missedBefore("a")).hasValue(2);
        assertThat(sparse.missedBefore("a")).isEmpty();
    }

    @Test
    void kindsThatAreMadeUpAreOneKind() {
        long logged = IntStream.range(0, 10_000)
                .filter(i -> sparse.missedBefore("kind " + i).isPresent())
                .count();

        assertThat(logged).isEqualTo(101);
    }
}
