package io.tidemark.ingest.csv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file's values say about how they are written.
 *
 * @param sure the one way in which they make sense, or null
 * @param open the ways that are left where there are several: somebody has to say which; else empty
 */
public record Guessed<T>(@Nullable T sure, List<Option<T>> open) {

    /**
     * One way to read them.
     *
     * @param examples values of the file that show the difference
     */
    public record Option<T>(T choice, List<Example> examples) {}

    /**
     * A value of the file.
     *
     * @param read what it would become; null where it would be rejected
     */
    public record Example(String value, @Nullable String read) {}

    static <T> Guessed<T> sure(T choice) {
        return new Guessed<>(choice, List.of());
    }

    static <T> Guessed<T> nothing() {
        return new Guessed<>(null, List.of());
    }
}
