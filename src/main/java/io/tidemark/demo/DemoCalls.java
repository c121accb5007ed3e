package io.tidemark.demo;

import io.tidemark.ingest.ApiCall;
import io.tidemark.ingest.ApiCall.Tokens;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws single demo calls: who, what for, which model, how many tokens, how long, at what price, how it ended. */
final class DemoCalls {

    private static final int USERS = 1_300;
    private static final String[] FAILURES = {"error", "rate_limited", "rate_limited", "timeout", "content_filter"};
    private static final double USUAL_FAILURES = 0.008;
    private static final int TIMEOUT_MS = 60_000;
    /** A cached prompt token costs a tenth. */
    private static final long CACHE_DISCOUNT = 10;

    private final Weighted<DemoService> services = new Weighted<>(List.of(DemoService.values()), s -> s.weight);
    private final Map<DemoService, Weighted<DemoModel>> models = new EnumMap<>(DemoService.class);
    private final Weighted<Integer> users =
            new Weighted<>(Stream.iterate(1, n -> n + 1).limit(USERS).toList(), rank -> 1 / Math.pow(rank + 12, 0.9));

    DemoCalls() {
        for (DemoService service : DemoService.values()) {
            List<DemoModel> able = DemoModel.ALL.stream()
                    .filter(model -> model.services().contains(service))
                    .toList();
            models.put(service, new Weighted<>(able, DemoModel::weight));
        }
    }

    ApiCall at(Instant time, RandomGenerator random) {
        DemoService service = services.draw(random);
        DemoModel model = modelFor(service).draw(random);
        DemoIncident incident = DemoIncident.around(time);
        boolean trouble = incident.hits(model.provider(), time);
        boolean failed = random.nextDouble() < (trouble ? incident.failing() : USUAL_FAILURES);
        String status = failed ? FAILURES[random.nextInt(FAILURES.length)] : ApiCall.SUCCESS;
        Tokens tokens = tokens(service, model, failed, random);
        double latency = latency(model, tokens, status, random) * (trouble ? incident.slowness() : 1);
        return new ApiCall(
                time,
                "user-%04d".formatted(users.draw(random)),
                service.label,
                model.provider(),
                model.name(),
                status,
                "req_%016x".formatted(random.nextLong()),
                tokens,
                cost(model, tokens),
                BigDecimal.valueOf(Math.round(latency * 10), 1));
    }

    private Weighted<DemoModel> modelFor(DemoService service) {
        Weighted<DemoModel> able = models.get(service);
        if (able == null) {
            throw new IllegalStateException("no model for " + service);
        }
        return able;
    }

    private static Tokens tokens(DemoService service, DemoModel model, boolean failed, RandomGenerator random) {
        long prompt = lognormal(service.promptTokens, 0.8, random);
        boolean cached = random.nextDouble() < service.cachedShare;
        long cacheRead = cached && !failed ? Math.round(prompt * (0.4 + 0.5 * random.nextDouble())) : 0;
        long cacheCreation =
                !cached && !failed && random.nextDouble() < service.cachedShare / 2 ? Math.round(prompt * 0.6) : 0;
        long completion =
                failed || service.completionTokens == 0 ? 0 : lognormal(service.completionTokens, 0.75, random);
        long reasoning = model.name().startsWith("o3") ? Math.round(completion * 0.6) : 0;
        return new Tokens(prompt, cacheRead, cacheCreation, completion, reasoning);
    }

    private static double latency(DemoModel model, Tokens tokens, String status, RandomGenerator random) {
        return switch (status) {
            case "timeout" -> TIMEOUT_MS + random.nextInt(400);
            case "rate_limited" -> 40 + random.nextInt(80);
            default ->
                lognormal(model.firstTokenMs(), 0.45, random)
                        + tokens.completion() * 1_000.0 / model.tokensPerSecond() * (0.8 + 0.5 * random.nextDouble());
        };
    }

    private static @Nullable BigDecimal cost(DemoModel model, Tokens tokens) {
        Long inputPrice = model.inputPrice();
        if (inputPrice == null) {
            return null;
        }
        long fresh = tokens.prompt() - tokens.cacheRead();
        long input = fresh * inputPrice + tokens.cacheRead() * inputPrice / CACHE_DISCOUNT;
        return BigDecimal.valueOf(input + tokens.completion() * model.outputPrice(), 12);
    }

    private static long lognormal(double median, double sigma, RandomGenerator random) {
        return Math.max(1, Math.round(median * Math.exp(sigma * random.nextGaussian())));
    }
}
