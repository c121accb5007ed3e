package io.tidemark.dashboard;

import io.tidemark.analytics.SharedOverviews;
import io.tidemark.demo.DemoData;
import io.tidemark.refresh.Audience;
import io.tidemark.refresh.RefreshRun;
import io.tidemark.refresh.RefreshWatch;
import io.tidemark.refresh.Refresher;
import io.tidemark.security.Audit;
import io.tidemark.security.Who;
import io.tidemark.security.keys.ApiKeys;
import org.springframework.stereotype.Component;

/** What the pages of this package work with. */
@Component
record PageServices(
        SharedOverviews overviews,
        Refresher refresher,
        RefreshWatch watch,
        Audience audience,
        DemoData demo,
        Audit audit,
        ApiKeys keys,
        SharedShown shown) {

    /** Refreshes because somebody on a page asked for it; whoever reads after this gets the new figures. */
    RefreshRun refresh(Who who) {
        var run = refresher.refresh("manual", who.name());
        overviews.moveOn(run.asOf());
        audit.record(who, "refreshed", "views", "%,d rows taken".formatted(run.rowsTaken()));
        return run;
    }
}
