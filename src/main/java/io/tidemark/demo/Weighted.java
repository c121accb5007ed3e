package io.tidemark.demo;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Draws from a list, each entry as often as its weight says. */
final class Weighted<T> {

    private final List<T> entries;
    private final double[] upTo;

    Weighted(List<T> entries, ToDoubleFunction<T> weight) {
        this.entries = entries;
        this.upTo = entries.stream().mapToDouble(weight).toArray();
        Arrays.parallelPrefix(upTo, Double::sum);
    }

    T draw(RandomGenerator random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return entries.get(found < 0 ? Math.min(-found - 1, entries.size() - 1) : found);
    }
}
