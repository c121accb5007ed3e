package io.tidemark.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that demo calls go to.
 *
 * @param weight how often it is chosen, against the others of its services
 * @param services service types that use it
 * @param inputPrice micro-dollars for a million prompt tokens; null where nobody knows a price
 * @param outputPrice micro-dollars for a million completion tokens
 * @param firstTokenMs median wait for the first token
 * @param tokensPerSecond speed from there on
 */
record DemoModel(
        String provider,
        String name,
        int weight,
        List<DemoService> services,
        @Nullable Long inputPrice,
        long outputPrice,
        int firstTokenMs,
        int tokensPerSecond) {

    static final List<DemoModel> ALL = List.of(
            priced("openai", "gpt-4o", 24, DemoService.TALKING, 2_500_000, 10_000_000, 420, 85),
            priced("openai", "gpt-4o-mini", 30, DemoService.ALL_TEXT, 150_000, 600_000, 330, 110),
            priced("openai", "o3-mini", 6, DemoService.THINKING, 1_100_000, 4_400_000, 900, 140),
            priced("openai", "text-embedding-3-small", 100, DemoService.VECTORS, 20_000, 0, 90, 1),
            priced("anthropic", "claude-sonnet-4", 26, DemoService.ALL_TEXT, 3_000_000, 15_000_000, 520, 75),
            priced("anthropic", "claude-opus-4", 3, DemoService.THINKING, 15_000_000, 75_000_000, 950, 45),
            priced("anthropic", "claude-haiku-3.5", 14, DemoService.TALKING, 800_000, 4_000_000, 380, 105),
            priced("google", "gemini-2.5-pro", 11, DemoService.ALL_TEXT, 1_250_000, 10_000_000, 760, 120),
            priced("google", "gemini-2.5-flash", 15, DemoService.ALL_TEXT, 300_000, 2_500_000, 300, 190),
            priced("mistral", "mistral-large", 8, DemoService.TALKING, 2_000_000, 6_000_000, 450, 70),
            priced("mistral", "codestral", 5, DemoService.THINKING, 300_000, 900_000, 310, 130),
            priced("deepseek", "deepseek-chat", 5, DemoService.ALL_TEXT, 270_000, 1_100_000, 1_150, 45),
            new DemoModel("self-hosted", "llama-3.3-70b", 3, DemoService.TALKING, null, 0, 640, 38));

    private static DemoModel priced(
            String provider,
            String name,
            int weight,
            List<DemoService> services,
            long inputPrice,
            long outputPrice,
            int firstTokenMs,
            int tokensPerSecond) {
        return new DemoModel(provider, name, weight, services, inputPrice, outputPrice, firstTokenMs, tokensPerSecond);
    }
}
