package io.tidemark.admin;

import java.util.List;

/**
 * One sentence on one question.
 *
 * @param parts of the sentence, every second one, the figures, in bold
 * @param aside where it comes from, in small letters
 */
record Verdict(Level level, List<String> parts, String aside) {

    /** Whether something has to be done. */
    enum Level {
        GOOD("Good"),
        WARNING("Warning"),
        PROBLEM("Problem");

        final String word;

        Level(String word) {
            this.word = word;
        }
    }

    static Verdict of(Level level, String aside, String... parts) {
        return new Verdict(level, List.of(parts), aside);
    }

    String sentence() {
        return String.join("", parts);
    }
}
