package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;

/** The strategies in words. */
final class StrategyWords {

    private StrategyWords() {}

    static String name(RefreshStrategy strategy) {
        return switch (strategy) {
            case TRIGGER -> "Trigger";
            case CRON -> "Cron";
            case HYBRID -> "Hybrid";
        };
    }

    /** What it does, as it is set up here. */
    static String description(RefreshStrategy strategy, EngineStatus status) {
        return switch (strategy) {
            case TRIGGER -> "A call that commits wakes the refresh. Figures follow at once.";
            case CRON ->
                "By a schedule in UTC, kept by %s. Nothing is added to an insert."
                        .formatted(status.pgCron() ? "pg_cron" : "the application");
            case HYBRID ->
                "At once while somebody watches, else at most every %s.".formatted(minutes(status.maxAgeMinutes()));
        };
    }

    static String minutes(int minutes) {
        return minutes == 1 ? "minute" : minutes + " minutes";
    }

    /** What a switch to it does, for whoever is about to confirm it. */
    static String consequences(RefreshStrategy to, EngineStatus status) {
        var text = switch (to) {
            case TRIGGER ->
                "The hint triggers on api_usage are turned on, so that each call that arrives wakes the refresh."
                        + dropsJob(status);
            case CRON ->
                "The hint triggers on api_usage are turned off: inserts pay nothing, and figures change only when the"
                        + " schedule comes. It is kept by "
                        + (status.pgCron() ? "pg_cron, in a job of its own." : "the application.");
            case HYBRID ->
                "The hint triggers on api_usage are turned on. While somebody has a dashboard open, figures follow at"
                        + " once; otherwise they get as old as you allow." + dropsJob(status);
        };
        return status.paused()
                ? "Refreshing is paused and stays so: nothing refreshes by itself until somebody resumes. From then on: "
                        + text
                : text;
    }

    /** While refreshing is paused there is no such job. */
    private static String dropsJob(EngineStatus status) {
        return status.strategy() == RefreshStrategy.CRON && status.pgCron() && !status.paused()
                ? " The job of pg_cron is removed."
                : "";
    }

    static String inUse(RefreshStrategy strategy, boolean paused) {
        if (paused) {
            return "%s is in use, but refreshing is paused: nothing refreshes by itself until somebody resumes."
                    .formatted(name(strategy));
        }
        return switch (strategy) {
            case TRIGGER -> "Trigger is in use: figures follow each call.";
            case CRON -> "Cron is in use: figures follow the schedule.";
            case HYBRID -> "Hybrid is in use: figures follow each call while somebody watches.";
        };
    }
}
