package io.tidemark.demo;

import io.tidemark.ingest.ApiCall;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes demo calls. Each minute's calls follow from that minute alone, so that what a trickle adds continues what was
 * loaded, whenever it runs.
 */
final class DemoTraffic {

    private final DemoCurve curve;
    private final DemoCalls calls = new DemoCalls();

    DemoTraffic(int callsPerWeekday) {
        this.curve = new DemoCurve(callsPerWeekday);
    }

    /** Calls after one instant, up to and with another, oldest first. */
    Stream<ApiCall> between(Instant after, Instant until) {
        Instant first = after.truncatedTo(ChronoUnit.MINUTES);
        long minutes = Math.max(0, Duration.between(first, until).toMinutes() + 1);
        return Stream.iterate(first, minute -> minute.plus(1, ChronoUnit.MINUTES))
                .limit(minutes)
                .flatMap(minute -> minute(minute).stream())
                .filter(call ->
                        call.createdAt().isAfter(after) && !call.createdAt().isAfter(until));
    }

    private List<ApiCall> minute(Instant minute) {
        var random = new SplittableRandom(minute.getEpochSecond());
        int count = poisson(curve.callsPerMinute(minute), random);
        List<ApiCall> result = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            result.add(calls.at(minute.plus(random.nextLong(60_000_000), ChronoUnit.MICROS), random));
        }
        result.sort(Comparator.comparing(ApiCall::createdAt));
        return result;
    }

    private static int poisson(double mean, RandomGenerator random) {
        if (mean > 50) {
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}
