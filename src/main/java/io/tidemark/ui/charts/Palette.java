package io.tidemark.ui.charts;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * A colour for each provider and a shade of it for each of its models. They depend on the names alone, never on
 * rank: well-known providers have their own colour, others take the one their name leads to or the next free one.
 */
public final class Palette {

    private static final List<Set<String>> WELL_KNOWN = List.of(
            Set.of("openai", "azure.ai.openai", "azure"),
            Set.of("anthropic"),
            Set.of("google", "gcp.gemini", "gcp.vertex_ai", "gemini", "vertex"),
            Set.of("mistral", "mistral_ai", "mistralai"),
            Set.of("cohere"),
            Set.of("deepseek"),
            Set.of("groq", "meta"),
            Set.of("aws.bedrock", "bedrock", "amazon"),
            Set.of("x_ai", "xai"));

    private final Map<String, Integer> hues = new HashMap<>();
    private final Map<String, Map<String, Integer>> shades = new HashMap<>();

    /** The palette of these models of each provider. */
    public Palette(SortedMap<String, ? extends Collection<String>> models) {
        var taken = new HashSet<Integer>();
        models.keySet().forEach(provider -> wellKnown(provider, taken));
        models.keySet().forEach(provider -> hues.computeIfAbsent(provider, name -> free(name, Tone.HUES, taken)));
        models.forEach((provider, names) -> {
            var takenShades = new HashSet<Integer>();
            var shadesOf = shades.computeIfAbsent(provider, _ -> new HashMap<>());
            names.stream().sorted().forEach(name -> shadesOf.put(name, free(name, Tone.SHADES, takenShades)));
        });
    }

    public Tone provider(String provider) {
        var hue = hues.get(provider);
        return hue == null ? Tone.GREY : new Tone(hue, 0);
    }

    public Tone model(String provider, String model) {
        return new Tone(
                provider(provider).hue(),
                shades.getOrDefault(provider, Map.of()).getOrDefault(model, 0));
    }

    private void wellKnown(String provider, Set<Integer> taken) {
        for (int hue = 0; hue < WELL_KNOWN.size(); hue++) {
            if (WELL_KNOWN.get(hue).contains(provider.toLowerCase(Locale.ROOT)) && taken.add(hue)) {
                hues.put(provider, hue);
            }
        }
    }

    private static int free(String name, int choices, Set<Integer> taken) {
        int start = Math.floorMod(name.hashCode(), choices);
        for (int i = 0; i < choices; i++) {
            int choice = (start + i) % choices;
            if (taken.add(choice)) {
                return choice;
            }
        }
        return start;
    }
}
