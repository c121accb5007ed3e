package io.tidemark.dashboard;

import io.tidemark.analytics.Analytics;
import io.tidemark.demo.DemoData;
import io.tidemark.refresh.Audience;
import io.tidemark.refresh.Refresher;
import org.springframework.stereotype.Component;

/** What the pages of this package work with. */
@Component
record PageServices(Analytics analytics, Refresher refresher, Audience audience, DemoData demo) {}
