package io.tidemark.demo;

import java.time.Instant;
import java.util.SplittableRandom;

/** A bad morning or afternoon of one provider: some calls fail, all take longer. One comes every thirteen days. */
record DemoIncident(String provider, Instant start, Instant end, double failing, double slowness) {

    private static final int DAYS_BETWEEN = 13;
    private static final String[] PROVIDERS = {"openai", "anthropic", "google", "mistral"};

    boolean hits(String someProvider, Instant time) {
        return provider.equals(someProvider) && !time.isBefore(start) && time.isBefore(end);
    }

    /** The incident of the thirteen days that this instant belongs to. */
    static DemoIncident around(Instant time) {
        long number = Math.floorDiv(time.getEpochSecond(), DAYS_BETWEEN * 86_400L);
        var random = new SplittableRandom(number);
        long day = number * DAYS_BETWEEN + 3 + random.nextInt(7);
        Instant start = Instant.ofEpochSecond(day * 86_400 + (8 + random.nextInt(8)) * 3_600L);
        return new DemoIncident(
                PROVIDERS[random.nextInt(PROVIDERS.length)],
                start,
                start.plusSeconds(3_000 + random.nextInt(6_000)),
                0.25 + random.nextDouble() * 0.3,
                2 + random.nextDouble() * 2);
    }
}
