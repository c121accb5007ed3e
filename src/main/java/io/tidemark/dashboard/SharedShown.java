package io.tidemark.dashboard;

import io.tidemark.analytics.Overview;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Lets pages that show the same figures in the same way share what they show. */
@Component
class SharedShown {

    private static final int MOST_KEPT = 100;

    private final Map<PageState, Shown> latest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PageState, Shown> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private final SeriesColours colours;

    SharedShown(SeriesColours colours) {
        this.colours = colours;
    }

    synchronized Shown of(PageState state, Overview overview) {
        var kept = latest.get(state);
        if (kept != null && kept.overview().freshness().equals(overview.freshness())) {
            return kept;
        }
        var shown = new Shown(state, overview, colours);
        latest.put(state, shown);
        return shown;
    }
}
