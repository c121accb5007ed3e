package io.tidemark.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.analytics.Metrics;
import io.tidemark.analytics.MetricsView;
import io.tidemark.analytics.UsageQuery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a view; their columns have the names that they have in the database. */
record TableDocument(
        String view,
        @JsonUnwrapped Context context,
        List<Map<String, @Nullable Object>> rows,
        @JsonIgnore String tag) implements Document {

    static TableDocument of(MetricsView view, Metrics.Table table, UsageQuery query) {
        return new TableDocument(
                view.slug(),
                Context.of(table.edition(), table.period(), query.range(), query.filter()),
                table.rows(),
                EntityTag.of(view.slug(), query, table.edition(), table.period()));
    }
}
