package io.tidemark;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;

/** Reads single settings, and says what is wrong with one in the words of whoever sets it. */
final class Settings {

    private static final int LONGEST_SHOWN = 100;

    private final Environment environment;

    Settings(Environment environment) {
        this.environment = environment;
    }

    /**
     * Reads one.
     *
     * @param expected what it should be, as the end of a sentence
     * @return null where it is not set
     */
    <T> @Nullable T read(String name, Class<T> type, String expected) {
        try {
            return environment.getProperty(name, type);
        } catch (ConversionException | IllegalArgumentException e) {
            throw wrong(name, expected);
        }
    }

    /** Reads one that has to lie within bounds, where it is set. */
    <T extends Comparable<? super T>> void within(String name, Class<T> type, T least, T most, String expected) {
        T value = read(name, type, expected);
        if (value != null && (value.compareTo(least) < 0 || value.compareTo(most) > 0)) {
            throw wrong(name, expected + " (from " + least + " to " + most + ")");
        }
    }

    FailureAnalyzedException wrong(String name, String expected) {
        String value = environment.getProperty(name, "");
        String shown = value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "…" : value;
        return new FailureAnalyzedException(
                "The setting %s is \"%s\". It has to be %s.".formatted(name, shown, expected),
                "Change it, or leave it out; in the environment it is called " + inEnvironment(name) + ".");
    }

    private static String inEnvironment(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
