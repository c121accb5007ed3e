package io.tidemark.dashboard;

import io.tidemark.analytics.SharedOverviews;
import io.tidemark.demo.DemoData;
import io.tidemark.refresh.Audience;
import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.Refresher;
import org.springframework.stereotype.Component;

/** What the pages of this package work with. */
@Component
record PageServices(SharedOverviews overviews, Refresher refresher, Audience audience, DemoData demo) {

    /** Refreshes because somebody on a page asked for it; whoever reads after this gets the new figures. */
    RefreshRun refresh() {
        var run = refresher.refresh("manual", "page");
        overviews.moveOn(run.asOf());
        return run;
    }
}
