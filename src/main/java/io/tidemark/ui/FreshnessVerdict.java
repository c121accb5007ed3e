package io.tidemark.ui;

import io.tidemark.refresh.RefreshStatus;
import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.refresh.StatusRead;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the figures of a page are.
 *
 * @param word for the level; empty where the browser is to say how late the figures are
 * @param asOf the instant that they are true for; null before the first refresh
 * @param now the database's clock
 * @param lateAt when they will be older than promised if nobody says otherwise before
 */
record FreshnessVerdict(
        Level level,
        String word,
        @Nullable Instant asOf,
        @Nullable Instant now,
        @Nullable Instant lateAt,
        ZoneId zone,
        Map<String, String> facts) {

    /** Even where nothing is new the browser is told so, before it begins to doubt. */
    private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofMillis(9_500);

    private static final Duration UNTIL_SHOWN = Duration.ofSeconds(10);

    private static final String UNREACHABLE = "The database cannot be reached";

    /** How fresh, at a glance. */
    enum Level {
        FRESH,
        LATE,
        FAILED
    }

    /** What the browser goes by. */
    public record State(
            String level,
            String word,
            @Nullable Long asOf,
            long now,
            @Nullable Long lateIn,
            String zone) {}

    static FreshnessVerdict of(StatusRead read, @Nullable FiguresShown figures) {
        var status = read.status();
        if (status == null) {
            var asOf = figures == null ? null : figures.asOf();
            return new FreshnessVerdict(Level.FAILED, UNREACHABLE, asOf, asOf, null, ZoneOffset.UTC, Map.of());
        }
        var shown = figures == null ? new FiguresShown(status.refresh(), status.refresh()) : figures;
        var verdict = new FreshnessVerdict(
                Level.FRESH,
                "",
                asOf(status, shown),
                read.now(),
                read.reachable() ? lateAt(status, shown) : null,
                status.zone(),
                FreshnessFacts.of(status));
        return read.reachable() ? verdict.judged(status) : verdict.as(Level.FAILED, UNREACHABLE);
    }

    private FreshnessVerdict judged(RefreshStatus status) {
        if (status.wrongSettings() != null) {
            return as(Level.FAILED, "Wrong setting");
        }
        if (status.failures() > 0) {
            return as(Level.FAILED, "Refresh failing");
        }
        if (status.refresh() == null) {
            return as(Level.LATE, "Not refreshed yet");
        }
        if (status.paused() != null) {
            return as(status.pending() ? Level.LATE : Level.FRESH, "Paused");
        }
        if (lateAt != null && now != null && now.isAfter(lateAt)) {
            return as(Level.LATE, "");
        }
        return as(Level.FRESH, status.strategy() == RefreshStrategy.CRON ? "On schedule" : "Live");
    }

    /** While nothing is missing, figures of the last refresh are true for the moment that this was found out. */
    private static @Nullable Instant asOf(RefreshStatus status, FiguresShown figures) {
        boolean complete = !status.pending() && Objects.equals(status.refresh(), figures.refresh());
        return complete && figures.asOf() != null && figures.asOf().isBefore(status.readAt())
                ? status.readAt()
                : figures.asOf();
    }

    private static @Nullable Instant lateAt(RefreshStatus status, FiguresShown figures) {
        if (status.refresh() == null || figures.refresh() == null || figures.asOf() == null) {
            return null;
        }
        int newer = status.refresh().compareTo(figures.refresh());
        // A refresh that the page should show by now, or one that the status does not know of yet.
        return newer == 0 ? status.lateAt() : newer > 0 ? figures.asOf().plus(UNTIL_SHOWN) : null;
    }

    private FreshnessVerdict as(Level other, String words) {
        return new FreshnessVerdict(other, words, asOf, now, lateAt, zone, facts);
    }

    /** Whether somebody who was told the other one has to be told this one. */
    boolean isNewsAfter(@Nullable FreshnessVerdict other) {
        return other == null
                || level != other.level
                || !word.equals(other.word)
                || !Objects.equals(lateAt, other.lateAt)
                || !facts.equals(other.facts)
                || (now != null && other.now != null && !now.isBefore(other.now.plus(BETWEEN_SIGNS_OF_LIFE)));
    }

    State state() {
        return new State(
                level.name().toLowerCase(Locale.ROOT),
                word,
                asOf == null ? null : asOf.toEpochMilli(),
                now == null ? 0 : now.toEpochMilli(),
                lateAt == null || now == null
                        ? null
                        : Duration.between(now, lateAt).toMillis(),
                zone.getId());
    }
}
