package io.tidemark.demo;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/** How many demo calls a minute brings, by weekday, hour, and the luck of the day. A function of the time alone. */
final class DemoCurve {

    private static final double[] HOURS = {
        0.18, 0.14, 0.12, 0.12, 0.16, 0.28, 0.55, 0.95, 1.55, 2.00, 2.10, 1.95,
        1.60, 1.90, 2.10, 2.05, 1.80, 1.35, 0.95, 0.75, 0.60, 0.48, 0.36, 0.25
    };
    private static final double MEAN_HOUR = 1.0125;

    private final double callsPerWeekday;

    DemoCurve(int callsPerWeekday) {
        this.callsPerWeekday = callsPerWeekday;
    }

    double callsPerMinute(Instant minute) {
        double hour = HOURS[minute.atOffset(ZoneOffset.UTC).getHour()];
        return callsPerWeekday
                / (24 * 60)
                * hour
                / MEAN_HOUR
                * day(minute.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private static double day(LocalDate date) {
        double luck = 1 + 0.06 * new SplittableRandom(date.toEpochDay() * 31).nextGaussian();
        double season = 1 + 0.12 * Math.sin(date.toEpochDay() * 2 * Math.PI / 83);
        return weekday(date.getDayOfWeek()) * luck * season;
    }

    private static double weekday(DayOfWeek day) {
        return switch (day) {
            case MONDAY -> 0.97;
            case TUESDAY -> 1.06;
            case WEDNESDAY -> 1.08;
            case THURSDAY -> 1.02;
            case FRIDAY -> 0.87;
            case SATURDAY -> 0.42;
            case SUNDAY -> 0.38;
        };
    }
}
