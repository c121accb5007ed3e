package io.tidemark.ingest.csv;

import io.tidemark.ingest.csv.Guessed.Example;
import io.tidemark.ingest.csv.Guessed.Option;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Finds the one way to read values that makes sense of all of them, or the ways that are left. */
final class Weighing {

    /** So many of the values may contradict what is sure; they are rejected. */
    private static final double MOST_CONTRADICTIONS = 0.1;

    private static final int EXAMPLES = 3;

    private Weighing() {}

    /**
     * So many values that are written alike, and one of them.
     *
     * @param whole whether they stand where only whole numbers make sense
     */
    record Alike(String example, boolean whole, long count) {

        Alike plus(Alike other) {
            return new Alike(example, whole, count + other.count);
        }
    }

    /**
     * Weighs the ways to read values.
     *
     * @param ways those first that are to be taken where others make the same of all values
     * @param read what a value becomes in one way; empty where it makes no sense
     */
    static <T> Guessed<T> weigh(List<T> ways, Collection<Alike> values, BiFunction<T, Alike, Optional<String>> read) {
        Map<T, Long> understood = new LinkedHashMap<>();
        for (T way : ways) {
            understood.put(
                    way,
                    values.stream()
                            .filter(value -> read.apply(way, value).isPresent())
                            .mapToLong(Alike::count)
                            .sum());
        }
        long all = values.stream().mapToLong(Alike::count).sum();
        long most =
                understood.values().stream().mapToLong(Long::longValue).max().orElse(0);
        if (most == 0) {
            return Guessed.nothing();
        }
        long needed = most >= all * (1 - MOST_CONTRADICTIONS) ? most : Math.ceilDiv(most, 2);
        Map<List<Optional<String>>, T> different = new LinkedHashMap<>();
        for (T way : ways) {
            if (understood.getOrDefault(way, 0L) >= needed) {
                different.putIfAbsent(
                        values.stream().map(value -> read.apply(way, value)).toList(), way);
            }
        }
        List<T> left = List.copyOf(different.values());
        return left.size() == 1 ? Guessed.sure(left.getFirst()) : new Guessed<>(null, options(left, values, read));
    }

    static <T> List<Option<T>> options(
            List<T> ways, Collection<Alike> values, BiFunction<T, Alike, Optional<String>> read) {
        List<Alike> telling = values.stream()
                .filter(value -> ways.stream()
                                .map(way -> read.apply(way, value))
                                .distinct()
                                .count()
                        > 1)
                .limit(EXAMPLES)
                .toList();
        return ways.stream()
                .map(way -> new Option<>(
                        way,
                        telling.stream()
                                .map(value -> new Example(
                                        value.example(), read.apply(way, value).orElse(null)))
                                .toList()))
                .toList();
    }
}
