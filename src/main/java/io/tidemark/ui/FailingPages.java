package io.tidemark.ui;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.communication.ServerRpcHandler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Ends a page whose requests fail again and again: a browser that runs our scripts sends hardly any that fail, and whoever
 * makes up requests decides how many do.
 */
@Component
class FailingPages {

    private static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(1);

    private final int mostInAMinute;
    private final Counter ended;

    FailingPages(@Value("${tidemark.pages.failures-per-minute}") int mostInAMinute, MeterRegistry registry) {
        this.mostInAMinute = mostInAMinute;
        ended = Counter.builder("tidemark.pages.ended")
                .description("Pages that were ended because too much of what they asked for failed")
                .register(registry);
    }

    /** The page was ended, and so is the request that it is in. */
    static final class PageEnded extends RuntimeException {

        PageEnded() {
            super("Too much of what this page asked for has failed; it was ended", null, false, false);
        }
    }

    private static final class Count {

        private long since = System.nanoTime();
        private int failures;
    }

    /**
     * Counts something that a page asked for and that failed.
     *
     * @throws PageEnded when it was one too many
     */
    void count(UI page) {
        var count = ComponentUtil.getData(page, Count.class);
        if (count == null || System.nanoTime() - count.since > WINDOW_NS) {
            count = new Count();
            ComponentUtil.setData(page, Count.class, count);
        }
        if (++count.failures > mostInAMinute) {
            if (!page.isClosing()) {
                ended.increment();
                page.close();
            }
            throw new PageEnded();
        }
    }

    /** Whether something that a browser has sent failed, and nothing that goes on by itself. */
    static boolean wasAsked(Throwable failure) {
        return Arrays.stream(failure.getStackTrace()).anyMatch(FailingPages::takesRequests);
    }

    /** Whether it failed in code of ours, and not before it got there: then somebody has to know where. */
    static boolean isOurs(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (var frame : cause.getStackTrace()) {
                if (takesRequests(frame)) {
                    break;
                }
                if (frame.getClassName().startsWith("io.tidemark.")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean takesRequests(StackTraceElement frame) {
        return frame.getClassName().equals(ServerRpcHandler.class.getName());
    }
}
