package io.tidemark.ui;

import io.tidemark.refresh.RefreshStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the badge tells those who hover over it, besides the instant that the figures are true for. */
final class FreshnessFacts {

    private FreshnessFacts() {}

    static Map<String, String> of(RefreshStatus status) {
        var facts = new LinkedHashMap<String, String>();
        var run = status.lastRun();
        if (run != null) {
            double milliseconds = run.duration().toNanos() / 1e6;
            facts.put("Last refreshed", time(run.finishedAt(), status) + ", in " + Figures.duration(milliseconds));
            facts.put("Because", RefreshReason.inWords(run.reason()));
        }
        facts.put("Newest call in it", time(status.newestCall(), status));
        facts.put("Calls since", count(status.pendingCalls()));
        facts.put("Refreshed", strategy(status));
        if (!status.causes().isEmpty()) {
            facts.put("Why it is not newer", String.join("; ", status.causes()));
        }
        facts.put("Days are those of", status.zone().getId());
        return facts;
    }

    private static String time(@Nullable Instant instant, RefreshStatus status) {
        return instant == null ? Figures.NO_DATA : Times.clock(instant, status.readAt(), status.zone());
    }

    private static String strategy(RefreshStatus status) {
        if (status.paused() != null) {
            return "by hand only: paused by " + status.paused();
        }
        return switch (status.strategy()) {
            case TRIGGER -> "as soon as a call arrives (TRIGGER)";
            case HYBRID -> "as soon as a call arrives, while somebody looks (HYBRID)";
            case CRON -> "on a schedule (CRON)";
        };
    }

    /** Calls that arrived since, counted up to a limit. */
    private static String count(long calls) {
        return calls >= RefreshStatus.MOST_CALLS_COUNTED
                ? "more than " + Figures.count(RefreshStatus.MOST_CALLS_COUNTED - 1)
                : Figures.count(calls);
    }
}
