package io.tidemark.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * The 43,940 passwords of at least twelve characters among the million commonest: those that are tried first. Looked
 * through from the disk each time, as somebody chooses a password rarely and the list would stay in the heap for good.
 */
final class KnownPasswords {

    private static final String LIST = "known-passwords.gz";

    private KnownPasswords() {}

    /** Whether it is one of them, in whatever case. */
    static boolean contain(String password) {
        String wanted = password.toLowerCase(Locale.ROOT);
        try (var list = Objects.requireNonNull(KnownPasswords.class.getResourceAsStream(LIST));
                var lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(list), StandardCharsets.US_ASCII))) {
            return lines.lines().anyMatch(wanted::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
