package io.tidemark.ui.charts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which name has which colour, so that a name keeps it while others come and go. Where two that share a colour
 * meet in one chart, the one that is known for longer keeps it; the other takes one that is free there, and keeps that from
 * then on.
 */
public final class Colours<N> {

    private static final int MOST_REMEMBERED = 1_000;

    private final Function<N, List<Tone>> wishes;
    private final Map<N, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<N, Known> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    private long names;

    /** The colour of a name, and when it came. */
    private record Known(Tone tone, long since) {}

    /**
     * Nothing remembered yet.
     *
     * @param wishes the colours that a new name takes if they are free, the first that is
     */
    public Colours(Function<N, List<Tone>> wishes) {
        this.wishes = wishes;
    }

    /**
     * The colours of the names that a chart shows, all different.
     *
     * @param shown the most important first; those beyond {@link Tone#COUNT} have none of their own
     */
    public synchronized Map<N, Tone> of(List<N> shown) {
        var rest = new ArrayList<>(shown.subList(0, Math.min(shown.size(), Tone.COUNT)));
        var colours = new HashMap<N, Tone>();
        rest.stream()
                .filter(known::containsKey)
                .sorted(Comparator.comparingLong(name -> known(name).since()))
                .toList()
                .forEach(name -> {
                    var tone = known(name).tone();
                    if (!colours.containsValue(tone)) {
                        colours.put(name, tone);
                        rest.remove(name);
                    }
                });
        for (var name : rest) {
            var tone = free(name, colours.values());
            colours.put(name, tone);
            var before = known.get(name);
            known.put(name, new Known(tone, before == null ? names++ : before.since()));
        }
        return Map.copyOf(colours);
    }

    private Known known(N name) {
        return Objects.requireNonNull(known.get(name));
    }

    private Tone free(N name, Collection<Tone> taken) {
        var used = new int[Tone.COUNT];
        known.values().forEach(other -> used[other.tone().number()]++);
        @Nullable
        Tone wished = wishes.apply(name).stream()
                .filter(tone -> !taken.contains(tone) && used[tone.number()] == 0)
                .findFirst()
                .orElse(null);
        return wished != null
                ? wished
                : IntStream.range(0, Tone.COUNT)
                        .mapToObj(Tone::new)
                        .filter(tone -> !taken.contains(tone))
                        .min(Comparator.comparingInt(tone -> used[tone.number()]))
                        .orElseThrow();
    }
}
