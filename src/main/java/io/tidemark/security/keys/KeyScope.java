package io.tidemark.security.keys;

import java.util.Locale;

/** What a key is good for. */
public enum KeyScope {
    INGEST("Sends calls"),
    READ("Reads figures, status and metrics"),
    REFRESH("Has the views refreshed");

    private final String meaning;

    KeyScope(String meaning) {
        this.meaning = meaning;
    }

    /** What one may do with it, in words. */
    public String meaning() {
        return meaning;
    }

    /** How it is written: {@code ingest}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What Spring Security asks for: {@code SCOPE_ingest}. */
    public String authority() {
        return "SCOPE_" + word();
    }

    static KeyScope of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
