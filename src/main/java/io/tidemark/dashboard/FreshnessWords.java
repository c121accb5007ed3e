package io.tidemark.dashboard;

import io.tidemark.analytics.Overview;
import io.tidemark.ui.Figures;
import io.tidemark.ui.RefreshReason;
import io.tidemark.ui.Times;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The line at the foot of the page: what its figures are true for. */
final class FreshnessWords {

    private FreshnessWords() {}

    static String of(Overview overview, @Nullable Instant asOf) {
        var run = overview.freshness().lastRun();
        var refreshed = run == null
                ? ""
                : " · refreshed in %s because %s"
                        .formatted(Figures.duration(run.durationMs()), RefreshReason.inWords(run.reason()));
        return "All figures are true for %s · newest call %s%s · days of %s · money in %s"
                .formatted(
                        time(asOf, overview),
                        time(overview.freshness().newestCall(), overview),
                        refreshed,
                        overview.freshness().zone(),
                        overview.currency());
    }

    private static String time(@Nullable Instant instant, Overview overview) {
        var freshness = overview.freshness();
        return instant == null ? Figures.NO_DATA : Times.clock(instant, freshness.readAt(), freshness.zone());
    }
}
