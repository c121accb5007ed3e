package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.HttpTest;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.atmosphere.cpr.AtmosphereFramework;
import org.atmosphere.util.ExecutorsFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Pushing to a slow browser takes nothing from the others. */
@HttpTest
class PushThreadsTest {

    private static final int SLOW_BROWSERS = 500;

    @Autowired
    private ServletContext context;

    @Test
    void manyBrowsersThatTakeNothingHoldUpNobody() throws InterruptedException {
        var writers = broadcaster();
        var taken = new CountDownLatch(1);
        var waiting = new CountDownLatch(SLOW_BROWSERS);
        IntStream.range(0, SLOW_BROWSERS)
                .forEach(_ -> writers.execute(() -> {
                    waiting.countDown();
                    awaitUninterrupted(taken);
                }));
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();

        var quick = new CountDownLatch(1);
        writers.execute(quick::countDown);

        assertThat(quick.await(10, TimeUnit.SECONDS)).isTrue();
        taken.countDown();
    }

    @Test
    void nothingIsKeptOfTheSignsOfLifeThatAMessageMadeNeedless() {
        var scheduler = (ScheduledThreadPoolExecutor)
                ExecutorsFactory.getScheduler(atmosphere().getAtmosphereConfig());
        int before = scheduler.getQueue().size();

        IntStream.range(0, SLOW_BROWSERS)
                .forEach(_ -> scheduler.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false));

        assertThat(scheduler.getQueue()).hasSizeLessThan(before + SLOW_BROWSERS);
    }

    private ExecutorService broadcaster() {
        return atmosphere().getBroadcasterFactory().lookupAll().stream()
                .map(broadcaster -> broadcaster.getBroadcasterConfig().getAsyncWriteService())
                .findFirst()
                .orElseThrow();
    }

    private AtmosphereFramework atmosphere() {
        return Collections.list(context.getAttributeNames()).stream()
                .map(context::getAttribute)
                .filter(AtmosphereFramework.class::isInstance)
                .map(AtmosphereFramework.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
