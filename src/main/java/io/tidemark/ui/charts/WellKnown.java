package io.tidemark.ui.charts;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** The colours that names wish for: those of well-known providers are always the same, others depend on the name. */
public final class WellKnown {

    private static final List<Set<String>> PROVIDERS = List.of(
            Set.of("openai", "azure.ai.openai", "azure"),
            Set.of("anthropic"),
            Set.of("google", "gcp.gemini", "gcp.vertex_ai", "gemini", "vertex"),
            Set.of("mistral", "mistral_ai", "mistralai"),
            Set.of("cohere"),
            Set.of("deepseek"),
            Set.of("groq", "meta"),
            Set.of("aws.bedrock", "bedrock", "amazon"));

    private WellKnown() {}

    public static List<Tone> ofProvider(String provider) {
        var name = provider.toLowerCase(Locale.ROOT);
        return List.of(IntStream.range(0, PROVIDERS.size())
                .filter(i -> PROVIDERS.get(i).contains(name))
                .mapToObj(Tone::new)
                .findFirst()
                .orElseGet(() -> byName(name)));
    }

    /** The colour of its provider, so that the largest of each has it. */
    public static List<Tone> ofModel(String provider, String model) {
        return List.of(ofProvider(provider).getFirst(), byName(model));
    }

    private static Tone byName(String name) {
        return new Tone(Math.floorMod(name.hashCode(), Tone.COUNT));
    }
}
