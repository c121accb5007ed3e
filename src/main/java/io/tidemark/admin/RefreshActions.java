package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.security.Who;
import io.tidemark.ui.Figures;
import io.tidemark.ui.Times;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * What an admin can have done. All of it happens behind the page, in the name of whoever asks; each method returns why it
 * could not begin, or null. How it goes is seen in {@link Jobs}.
 */
@Service
class RefreshActions {

    private final Jobs jobs;
    private final Measure measure;

    RefreshActions(Jobs jobs, Measure measure) {
        this.jobs = jobs;
        this.measure = measure;
    }

    @Nullable
    String switchTo(RefreshStrategy strategy, @Nullable String cron, @Nullable Integer maxAgeMinutes) {
        return jobs.start(
                Job.Kind.SWITCH, "The switch to " + StrategyWords.name(strategy), Who.current(), (session, report) -> {
                    session.jdbc()
                            .sql("SELECT set_refresh_strategy(:strategy, :cron, :age)")
                            .param("strategy", strategy.name())
                            .param("cron", cron, Types.VARCHAR)
                            .param("age", maxAgeMinutes, Types.INTEGER)
                            .query()
                            .singleRow();
                    return StrategyWords.inUse(strategy, isPaused(session.jdbc()));
                });
    }

    private static boolean isPaused(JdbcClient jdbc) {
        return jdbc.sql("SELECT paused_at IS NOT NULL FROM refresh_settings")
                .query(Boolean.class)
                .single();
    }

    @Nullable
    String pause(String reason) {
        return jobs.start(Job.Kind.SWITCH, "Pausing", Who.current(), (session, report) -> {
            session.jdbc()
                    .sql("SELECT pause_refresh(:reason)")
                    .param("reason", reason)
                    .query()
                    .singleRow();
            return "Paused: nothing refreshes by itself until somebody resumes.";
        });
    }

    @Nullable
    String resume() {
        return jobs.start(Job.Kind.SWITCH, "Resuming", Who.current(), (session, report) -> {
            session.jdbc().sql("SELECT resume_refresh()").query().singleRow();
            return "Resumed.";
        });
    }

    @Nullable
    String refresh() {
        var who = Who.current();
        return jobs.start(Job.Kind.REFRESH, "The refresh", who, (session, report) -> {
            var began = Instant.now();
            try {
                return inWords(lastRun(session.jdbc(), "run_refresh('manual', who_asks())"));
            } catch (DataAccessException e) {
                if (!Problem.isCancellation(e)) {
                    recordFailure(who, began, e, session.jdbc());
                }
                throw e;
            }
        });
    }

    @Nullable
    String rebuild(LocalDate from) {
        return jobs.start(
                Job.Kind.RECOUNT, "The rebuild from " + Times.dayOfYear(from), Who.current(), (session, report) -> {
                    report.at(null, "counting about %s anew".formatted(calls(callsFrom(session.jdbc(), from))));
                    session.jdbc()
                            .sql("SELECT rebuild_analytics_views(:from)")
                            .param("from", from)
                            .query()
                            .singleRow();
                    return "Rebuilt from %s on. %s"
                            .formatted(Times.dayOfYear(from), inWords(lastRun(session.jdbc(), RECOUNT)));
                });
    }

    @Nullable
    String repair(SortedSet<LocalDate> days) {
        var title = days.size() == 1
                ? "The repair of " + Times.dayOfYear(days.first())
                : "The repair of %d days".formatted(days.size());
        return jobs.start(Job.Kind.RECOUNT, title, Who.current(), (session, report) -> {
            var run = session.jdbc()
                    .sql("SELECT " + Run.COLUMNS + " FROM repair_analytics_days(CAST(:days AS date[]))")
                    .param("days", VerifyViews.texts(days))
                    .query(Run.class)
                    .single();
            return "Repaired %s. %s Verify again to be sure."
                    .formatted(days.size() == 1 ? "the day" : days.size() + " days", inWords(run));
        });
    }

    @Nullable
    String verify() {
        var who = Who.current();
        return jobs.start(Job.Kind.VERIFY, "The verification", who, (session, report) -> {
            var size = VerifyViews.Size.read(session.jdbc());
            try (var _ = new Estimate(
                    Duration.ofMillis((long) (1000 * size.calls() / size.callsPerSecond())),
                    part -> report.at(part, "recounting " + calls(size.calls())),
                    session::cancel)) {
                var found = new VerifyViews(session, who).run();
                return found.count() == 0
                        ? "Views and source agree: %s recounted, no cell differs.".formatted(calls(size.calls()))
                        : "%s from the source."
                                .formatted(
                                        found.count() == 1
                                                ? "1 cell differs"
                                                : Figures.count(found.count()) + " cells differ");
            }
        });
    }

    @Nullable
    String measure() {
        var who = Who.current();
        return jobs.start(
                Job.Kind.MEASURE, "The measurement", who, (session, report) -> measure.run(session, report, who));
    }

    private static final String RECOUNT =
            "(SELECT * FROM refresh_run WHERE reason = 'rebuild' ORDER BY id DESC LIMIT 1) AS r";

    private static Run lastRun(JdbcClient jdbc, String source) {
        return jdbc.sql("SELECT " + Run.COLUMNS + " FROM " + source)
                .query(Run.class)
                .single();
    }

    private static String inWords(Run run) {
        if (run.views() == 0) {
            return "Already up to date.";
        }
        return "%s taken, %d %s changed, %s."
                .formatted(
                        calls(run.rowsTaken() == null ? 0 : run.rowsTaken()),
                        run.views(),
                        run.views() == 1 ? "view" : "views",
                        Figures.duration(run.durationMs()));
    }

    /** {@code 1 call}, {@code 13,815 calls}. */
    static String calls(long count) {
        return Figures.compact(count) + (count == 1 ? " call" : " calls");
    }

    /** About how many calls were made from this day on. */
    static long callsFrom(JdbcClient jdbc, LocalDate day) {
        return jdbc.sql("""
                        SELECT coalesce(sum(calls), 0)
                        FROM usage_rollup, analytics_settings
                        WHERE grain = 'day_total' AND bucket >= midnight(:day, reporting_zone)""").param("day", day).query(Long.class).single();
    }

    private static void recordFailure(Who who, Instant began, DataAccessException cause, JdbcClient jdbc) {
        try {
            jdbc.sql("SELECT record_refresh_failure('manual', :by, :began, :error)")
                    .param("by", who.name())
                    .param("began", began.atOffset(ZoneOffset.UTC))
                    .param("error", Problem.inWords(cause))
                    .query()
                    .singleRow();
        } catch (DataAccessException e) {
            cause.addSuppressed(e); // the session is gone, and with it the way to record anything
        }
    }
}
