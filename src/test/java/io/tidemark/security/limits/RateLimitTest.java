package io.tidemark.security.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final RateLimit limit = new RateLimit(60, clock::get);

    @Test
    void takesAMinutesRequestsAtOnceAndNoMore() {
        for (int i = 0; i < 60; i++) {
            assertThat(limit.take("ada")).isZero();
        }
        assertThat(limit.take("ada")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void takesAnotherOneOnceTheWaitIsOver() {
        exhaust("ada");

        pass(Duration.ofMillis(999));
        assertThat(limit.take("ada")).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(limit.take("ada")).isZero();
        assertThat(limit.take("ada")).isPositive();
    }

    @Test
    void doesNotCountWhatItRefused() {
        exhaust("ada");
        for (int i = 0; i < 1_000; i++) {
            limit.take("ada");
        }

        pass(Duration.ofSeconds(1));
        assertThat(limit.take("ada")).isZero();
    }

    @Test
    void savesNoMoreThanAMinute() {
        exhaust("ada");
        pass(Duration.ofHours(1));

        for (int i = 0; i < 60; i++) {
            assertThat(limit.take("ada")).isZero();
        }
        assertThat(limit.take("ada")).isPositive();
    }

    @Test
    void countsEachSenderByItself() {
        exhaust("ada");

        assertThat(limit.take("bob")).isZero();
    }

    @Test
    void remembersABoundedNumberOfSenders() {
        for (int i = 0; i < RateLimit.MOST_SENDERS + 1_000; i++) {
            limit.take(i);
        }

        assertThat(limit.senders()).isEqualTo(RateLimit.MOST_SENDERS);
    }

    @Test
    void letsNoMoreThroughWhenManyAskAtOnce() {
        var taken = new AtomicInteger();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                senders.submit(() -> limit.take("ada").isZero() ? taken.incrementAndGet() : 0);
            }
        }
        assertThat(taken).hasValue(60);
    }

    @Test
    void hasToAllowSomething() {
        assertThatThrownBy(() -> new RateLimit(0, clock::get)).hasMessageContaining("not 0");
    }

    private void exhaust(String sender) {
        while (limit.take(sender).isZero()) {
            assertThat(limit.senders()).isPositive();
        }
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
