package io.tidemark.dashboard;

import io.tidemark.analytics.ModelName;
import io.tidemark.ui.charts.Colours;
import io.tidemark.ui.charts.WellKnown;
import org.springframework.stereotype.Component;

/** Which provider and which model has which colour, on all pages. */
@Component
class SeriesColours {

    final Colours<String> providers = new Colours<>(WellKnown::ofProvider);
    final Colours<ModelName> models = new Colours<>(name -> WellKnown.ofModel(name.provider(), name.model()));
}
