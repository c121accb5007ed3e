package io.tidemark.admin;

import static io.tidemark.admin.Verdict.Level.GOOD;
import static io.tidemark.admin.Verdict.Level.PROBLEM;
import static io.tidemark.admin.Verdict.Level.WARNING;

import io.tidemark.refresh.RefreshStrategy;
import io.tidemark.ui.Figures;
import io.tidemark.ui.RefreshReason;
import io.tidemark.ui.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges the situation: what an admin has to know, the most urgent question first. */
final class Verdicts {

    private static final double LONGEST_REFRESH_MS = 1_000;
    private static final long MANY_ROWS = 10_000;
    private static final double FEW_CALLS_A_DAY = 1_000;
    private static final double INSERT_COST_THAT_SHOWS = 0.05;
    private static final int MOST_DRIFT_SHOWN = 5;
    private static final Duration CHECK_STAYS_GOOD = Duration.ofDays(7);

    private final Situation of;
    private final EngineStatus status;

    private Verdicts(Situation of) {
        this.of = of;
        status = of.status();
    }

    static List<Verdict> of(Situation situation) {
        return new Verdicts(situation).all();
    }

    private List<Verdict> all() {
        var verdicts = new ArrayList<Verdict>();
        verdicts.add(behind());
        if (status.paused()) {
            verdicts.add(paused());
        }
        verdicts.add(status.failing() ? failing() : lastRefresh());
        verdicts.add(triggers());
        of.drift().stream()
                .filter(drift -> !drift.isSaidElsewhere())
                .limit(MOST_DRIFT_SHOWN)
                .map(drift ->
                        Verdict.of(drift.isOfFewCalls() ? WARNING : PROBLEM, drift.cure(), sentence(drift.finding())))
                .forEach(verdicts::add);
        if (status.strategy() == RefreshStrategy.CRON && !status.paused()) {
            verdicts.add(schedule());
        }
        if (status.listeners() == 0) {
            verdicts.add(nobodyListens());
        }
        verdicts.add(agreement());
        var slowest = of.slowest();
        if (slowest != null && slowest.totalMs() > LONGEST_REFRESH_MS) {
            verdicts.add(slow(slowest));
        }
        return verdicts;
    }

    private Verdict behind() {
        var aside = lag();
        if (status.asOf() == null) {
            return Verdict.of(
                    status.failing() ? PROBLEM : WARNING, aside, "Views have never been refreshed; they show nothing.");
        }
        if (!status.pending()) {
            return Verdict.of(GOOD, aside, "Views are ", "0 s", " behind: every call is in them.");
        }
        var level = status.failing() ? PROBLEM : status.overdue() || status.paused() ? WARNING : GOOD;
        return Verdict.of(
                level, aside, "Views are ", Spans.seconds(status.lagSeconds()), " behind; " + waiting() + ".");
    }

    private String waiting() {
        long calls = status.pendingCalls();
        if (calls == 0) {
            return "changed calls wait";
        }
        return calls >= EngineStatus.MOST_CALLS_COUNTED
                ? "more than %s calls wait".formatted(Figures.count(EngineStatus.MOST_CALLS_COUNTED - 1))
                : "%s %s".formatted(Figures.count(calls), calls == 1 ? "call waits" : "calls wait");
    }

    private String lag() {
        var lag = of.traffic().lag();
        return lag.p50() == null
                ? ""
                : "insert to visible p50 %s · p95 %s · p99 %s over 24 h"
                        .formatted(Spans.seconds(lag.p50()), Spans.seconds(lag.p95()), Spans.seconds(lag.p99()));
    }

    private Verdict paused() {
        var reason = status.pausedReason();
        return Verdict.of(
                WARNING,
                "since " + clock(status.pausedAt()),
                "Refreshing is ",
                "paused",
                " by %s%s.".formatted(status.pausedBy(), reason == null || reason.isBlank() ? "" : ": " + reason));
    }

    private Verdict lastRefresh() {
        var last = of.last();
        if (last == null) {
            return Verdict.of(WARNING, "", "There was no refresh yet.");
        }
        var finished = last.finishedAt();
        return Verdict.of(
                GOOD,
                "%s taken · %d %s changed · %s"
                        .formatted(
                                RefreshActions.calls(last.rowsTaken() == null ? 0 : last.rowsTaken()),
                                last.views(),
                                last.views() == 1 ? "view" : "views",
                                last.startedBy()),
                "The last refresh took ",
                Figures.duration(last.durationMs()),
                ", %s, because %s."
                        .formatted(
                                finished == null ? "" : Spans.ago(finished, status.readAt()),
                                RefreshReason.inWords(last.reason())));
    }

    private Verdict failing() {
        return Verdict.of(
                PROBLEM,
                "%s, since %s"
                        .formatted(
                                status.failures() == 1 ? "once" : status.failures() + " times",
                                clock(status.failingSince())),
                "Refreshing ",
                "fails",
                ": " + inShort(status.lastError()));
    }

    /** What PostgreSQL said and its hint, without the lines of code that it happened in. */
    private static String inShort(@Nullable String error) {
        return error == null ? "" : error.replaceFirst("^ERROR: ", "").replaceFirst("(?s);? ?Where: .*", "");
    }

    private Verdict triggers() {
        if (!of.triggersFollow()) {
            return Verdict.of(
                    PROBLEM,
                    "switching to it again mends that",
                    "The hint triggers are ",
                    status.wantsTriggers() ? "not on" : "still on",
                    ", which %s asks for otherwise.".formatted(StrategyWords.name(status.strategy())));
        }
        if (!status.wantsTriggers()) {
            return Verdict.of(GOOD, "", "Hint triggers are off; inserts pay ", "nothing", " for refreshing.");
        }
        var measurement = of.measurement();
        var cost = of.figures().getFirst().insertCost();
        if (measurement == null || cost == null) {
            return Verdict.of(GOOD, "not measured yet", "Hint triggers are on; what inserts pay is not known.");
        }
        return Verdict.of(
                cost < INSERT_COST_THAT_SHOWS || of.traffic().arrivals().callsPerDay() < FEW_CALLS_A_DAY
                        ? GOOD
                        : WARNING,
                "measured " + clock(measurement.measuredAt()),
                "Hint triggers are on; inserts pay ",
                Figures.share(cost),
                " for them.");
    }

    private static String sentence(String finding) {
        return finding.substring(0, 1).toUpperCase(Locale.ROOT) + finding.substring(1) + ".";
    }

    private Verdict schedule() {
        var trouble = status.cronTrouble();
        if (trouble != null) {
            return Verdict.of(PROBLEM, status.cron(), "The schedule is not kept: " + trouble + ".");
        }
        var next = status.nextRun();
        return Verdict.of(
                GOOD,
                status.cron() + " · UTC",
                "%s keeps the schedule; it comes next at ".formatted(status.pgCron() ? "pg_cron" : "The application"),
                next == null ? Figures.NO_DATA : clock(next),
                ".");
    }

    private Verdict nobodyListens() {
        return Verdict.of(PROBLEM, "", "No node of the application listens, so hints are not heard.");
    }

    private Verdict agreement() {
        var check = of.verification();
        if (check == null) {
            return Verdict.of(WARNING, "", "Whether views and source agree was not checked yet.");
        }
        var aside = "checked %s by %s · %s recounted in %s"
                .formatted(
                        Spans.ago(check.finishedAt(), status.readAt()),
                        check.startedBy(),
                        RefreshActions.calls(check.calls()),
                        Spans.seconds(Duration.between(check.startedAt(), check.finishedAt())
                                        .toMillis()
                                / 1000.0));
        if (check.differing() > 0) {
            return check.repairedAt() == null
                    ? Verdict.of(
                            PROBLEM,
                            aside,
                            "Views and source ",
                            "differ",
                            " in %s %s."
                                    .formatted(
                                            Figures.count(check.differing()),
                                            check.differing() == 1 ? "cell" : "cells"))
                    : Verdict.of(WARNING, aside, "Views and source differed and were repaired; verify to be sure.");
        }
        boolean old = check.finishedAt().plus(CHECK_STAYS_GOOD).isBefore(status.readAt());
        return Verdict.of(old ? WARNING : GOOD, aside, "Views and source agree.");
    }

    private Verdict slow(Run run) {
        double wait = run.waitMs() == null ? 0 : run.waitMs();
        boolean waited = wait > run.totalMs() / 2;
        long rows = run.rowsTaken() == null ? 0 : run.rowsTaken();
        return Verdict.of(
                waited || rows < MANY_ROWS ? WARNING : GOOD,
                "%s · %s · %s"
                        .formatted(
                                clock(run.startedAt()),
                                waited
                                        ? "waited %s for another refresh".formatted(Figures.duration(wait))
                                        : RefreshActions.calls(rows),
                                run.startedBy()),
                "The slowest refresh of the last hour took ",
                Figures.duration(run.totalMs()),
                ".");
    }

    private String clock(@Nullable Instant instant) {
        return instant == null ? Figures.NO_DATA : Times.clock(instant, status.readAt(), status.zone());
    }
}
