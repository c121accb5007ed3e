package io.tidemark.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why there can be no passkeys on a page, as it is told to whoever looks at it. */
public enum PasskeyObstacle {
    INSECURE("Browsers offer passkeys over https alone, and this page came over http."),
    ADDRESS("Browsers offer passkeys for names alone, and this page was opened by an IP address. Open it by its name."),
    BROWSER("This browser does not offer passkeys. A newer one does.");

    private final String text;

    PasskeyObstacle(String text) {
        this.text = text;
    }

    /** What to say. */
    public String text() {
        return text;
    }

    /** The one that {@code passkeys.js} has found; nothing where it has found none. */
    public static Optional<PasskeyObstacle> found(String name) {
        return Arrays.stream(values())
                .filter(obstacle -> obstacle.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
