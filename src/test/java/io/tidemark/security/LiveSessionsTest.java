package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import io.tidemark.testing.Until;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;

class LiveSessionsTest {

    private static final int ROUNDS = 3_000;

    private final TestDatabase database = TestDatabase.create();
    private final LiveSessions live = new LiveSessions(new SignIns(database.client(), new SecondFactorPolicy(false)));

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void aSessionThatComesAsTheLastOneOfItsSignInLeavesIsClosedToo() {
        var came = new ArrayList<MockHttpSession>();
        for (int noneOfThisNumber = 1; noneOfThisNumber <= ROUNDS; noneOfThisNumber++) {
            var leaving = new MockHttpSession();
            live.bind(leaving, noneOfThisNumber);
            var coming = new MockHttpSession();
            came.add(coming);
            var both = new AtomicBoolean();
            var left = CompletableFuture.runAsync(() -> {
                both.set(true);
                leaving.invalidate();
            });
            while (!both.get()) {
                Thread.onSpinWait();
            }
            live.bind(coming, noneOfThisNumber);
            left.join();
        }

        live.closeEnded();

        Until.asserted(() -> assertThat(came).allMatch(MockHttpSession::isInvalid));
    }
}
