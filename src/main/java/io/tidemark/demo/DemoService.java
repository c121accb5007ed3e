package io.tidemark.demo;

import java.util.List;

/** What a demo call is for: its share of all calls, and medians of its tokens. */
enum DemoService {
    CHAT("chat", 38, 1_100, 260, 0.30),
    AGENT("agent", 22, 5_200, 340, 0.65),
    CODE("code", 14, 2_600, 420, 0.45),
    SUMMARY("summary", 10, 3_900, 210, 0.05),
    EXTRACTION("extraction", 9, 1_700, 90, 0.20),
    EMBEDDING("embedding", 7, 480, 0, 0);

    static final List<DemoService> VECTORS = List.of(EMBEDDING);
    static final List<DemoService> THINKING = List.of(AGENT, CODE);
    static final List<DemoService> TALKING = List.of(CHAT, AGENT, SUMMARY, EXTRACTION);
    static final List<DemoService> ALL_TEXT = List.of(CHAT, AGENT, CODE, SUMMARY, EXTRACTION);

    final String label;
    final int weight;
    final int promptTokens;
    final int completionTokens;
    final double cachedShare;

    DemoService(String label, int weight, int promptTokens, int completionTokens, double cachedShare) {
        this.label = label;
        this.weight = weight;
        this.promptTokens = promptTokens;
        this.completionTokens = completionTokens;
        this.cachedShare = cachedShare;
    }
}
