package io.tidemark.dashboard;

import io.tidemark.analytics.Freshness;
import io.tidemark.ui.Figures;
import io.tidemark.ui.FreshnessBadge;
import io.tidemark.ui.FreshnessBadge.Level;
import io.tidemark.ui.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fresh the figures are, in words. */
record FreshnessWords(Freshness freshness) {

    /** A refresh is due within a second or so of a call; this long is not as it should be. */
    private static final Duration PROMISED = Duration.ofSeconds(10);

    void show(FreshnessBadge badge) {
        badge.show(level(), word(), "· as of %s · %s".formatted(asOf(), freshness.zone()), facts());
    }

    Level level() {
        if (freshness.error() != null) {
            return Level.FAILED;
        }
        return freshness.asOf() == null || freshness.behind().compareTo(PROMISED) > 0 ? Level.LATE : Level.FRESH;
    }

    private String word() {
        return switch (level()) {
            case FRESH -> "Live";
            case LATE -> freshness.asOf() == null ? "Not refreshed yet" : behind() + " behind";
            case FAILED -> "Refresh failed";
        };
    }

    private String behind() {
        var behind = freshness.behind();
        return behind.toMinutes() > 0 ? behind.toMinutes() + " min" : behind.toSeconds() + " s";
    }

    String asOf() {
        return time(freshness.asOf());
    }

    private Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("All figures are true for", asOf());
        var run = freshness.lastRun();
        if (run != null) {
            facts.put("Last refreshed", time(run.finishedAt()) + ", in " + Figures.duration(run.durationMs()));
            facts.put("Because", reason(run.reason()) + " (" + run.startedBy() + ")");
        }
        facts.put("Newest call in it", time(freshness.newestCall()));
        facts.put("Calls since", since());
        if (freshness.error() != null) {
            facts.put("The last refresh failed", freshness.error());
        }
        facts.put("Days are those of", freshness.zone().getId());
        return facts;
    }

    /** The line at the foot of the page. */
    String footer(String currency) {
        var run = freshness.lastRun();
        var refreshed = run == null
                ? ""
                : " · refreshed in %s because %s".formatted(Figures.duration(run.durationMs()), reason(run.reason()));
        return "All figures are true for %s · newest call %s · %s since%s · days of %s · money in %s"
                .formatted(asOf(), time(freshness.newestCall()), callsSince(), refreshed, freshness.zone(), currency);
    }

    private String callsSince() {
        return since() + (freshness.callsSince() == 1 ? " call" : " calls");
    }

    private String since() {
        return freshness.callsSince() >= Freshness.MOST_CALLS_COUNTED
                ? "more than " + Figures.count(Freshness.MOST_CALLS_COUNTED - 1)
                : Figures.count(freshness.callsSince());
    }

    private String time(@Nullable Instant instant) {
        return instant == null ? Figures.NO_DATA : Times.clock(instant, freshness.readAt(), freshness.zone());
    }

    private static String reason(String reason) {
        return switch (reason) {
            case "manual" -> "somebody asked for it";
            case "cron", "stale" -> "it was due";
            case "check", "hint" -> "calls arrived";
            case "import" -> "calls were imported";
            case "midnight" -> "a day began";
            case "rebuild" -> "everything was counted anew";
            default -> reason;
        };
    }
}
