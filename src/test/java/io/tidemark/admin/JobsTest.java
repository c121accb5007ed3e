package io.tidemark.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.IntegrationTest;
import io.tidemark.testing.TestUsers;
import io.tidemark.testing.Until;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Long work that is cancelled ends, whenever that is asked for. */
@IntegrationTest
class JobsTest {

    @Autowired
    private Jobs jobs;

    @AfterEach
    void forget() {
        jobs.dismiss(Job.Kind.VERIFY);
    }

    @Test
    void aJobThatIsCancelledBeforeItsSessionIsOpenDoesNotBegin() {
        var begun = new AtomicInteger();
        start((session, report) -> {
            begun.incrementAndGet();
            return sleep(session);
        });

        jobs.cancel(Job.Kind.VERIFY);

        assertCancelled();
        assertThat(begun).hasValue(0);
    }

    @Test
    void aJobThatIsCancelledBetweenTwoStatementsDoesNotGoOn() throws InterruptedException {
        var between = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        start((session, report) -> {
            between.countDown();
            await(cancelled);
            return sleep(session);
        });
        between.await();

        jobs.cancel(Job.Kind.VERIFY);
        cancelled.countDown();

        assertCancelled();
    }

    @Test
    void anEstimateHasItsStatementEndWhenTheJobIsCancelled() {
        var ended = new CountDownLatch(1);
        try (var _ = new Estimate(
                Duration.ofMinutes(1),
                _ -> {
                    throw new IllegalStateException("cancelled");
                },
                ended::countDown)) {
            Until.asserted(() -> assertThat(ended.getCount()).isZero());
        }
    }

    private void start(Jobs.Work work) {
        assertThat(jobs.start(Job.Kind.VERIFY, "The work", TestUsers.WHO, work)).isNull();
    }

    /** For longer than a test waits. */
    private static String sleep(AdminSession session) {
        session.jdbc().sql("SELECT pg_sleep(60)").query().singleRow();
        return "slept";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertCancelled() {
        Until.asserted(() -> assertThat(jobs.list()).singleElement().satisfies(job -> {
            assertThat(job.running()).isFalse();
            assertThat(job.outcome()).isNotNull();
            assertThat(String.valueOf(job.outcome())).contains("The work was cancelled");
        }));
    }
}
