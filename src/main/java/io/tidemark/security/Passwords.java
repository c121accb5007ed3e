package io.tidemark.security;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Makes, checks and hashes passwords. */
@Component
public class Passwords {

    /** The fewest characters. */
    public static final int SHORTEST = 12;

    /** What everybody knows of an installation. */
    private static final String PRODUCT = "tidemark";

    /** What bcrypt looks at. */
    private static final int MOST_BYTES = 72;

    /** Without those that are mistaken for one another. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PasswordEncoder encoder;
    private final String nobodysHash;

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
        nobodysHash = hash(generate());
    }

    /** A new one that can be read out: 79 bits in four groups. */
    static String generate() {
        return generate(4);
    }

    /** Groups of four letters and digits, 19.8 bits each. */
    static String generate(int groups) {
        return IntStream.range(0, groups)
                .mapToObj(group -> IntStream.range(0, 4)
                        .mapToObj(_ -> String.valueOf(LETTERS.charAt(RANDOM.nextInt(LETTERS.length()))))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("-"));
    }

    /** What is wrong with a password that somebody chose; null where nothing is. */
    public static @Nullable String objection(String password, String name) {
        if (password.length() < SHORTEST) {
            return "At least %d characters are needed.".formatted(SHORTEST);
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return "At most %d characters are possible.".formatted(MOST_BYTES);
        }
        if (password.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))) {
            return "It contains your name.";
        }
        if (password.toLowerCase(Locale.ROOT).contains(PRODUCT)) {
            return "It contains the name of this application.";
        }
        if (password.chars().distinct().count() < 5) {
            return "It repeats too few characters.";
        }
        if (KnownPasswords.contain(password)) {
            return "It is a common password, one of those that are tried first.";
        }
        return null;
    }

    final String hash(String password) {
        return Objects.requireNonNull(encoder.encode(password));
    }

    /** Whether the password has this hash; takes as long, and is false, where there is none. */
    boolean matches(String password, @Nullable String hash) {
        boolean same = encoder.matches(password, hash == null ? nobodysHash : hash);
        return same && hash != null;
    }
}
