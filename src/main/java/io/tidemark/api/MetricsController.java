package io.tidemark.api;

import io.tidemark.analytics.Metrics;
import io.tidemark.analytics.MetricsView;
import io.tidemark.analytics.UsageQuery;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code GET /api/metrics/…}: the figures of the pages, for programs. What has not changed is not read again. */
@RestController
class MetricsController {

    private static final String SUMMARY = "summary";

    private final Metrics metrics;

    MetricsController(Metrics metrics) {
        this.metrics = metrics;
    }

    @GetMapping("/api/metrics/" + SUMMARY)
    @Nullable
    ResponseEntity<SummaryDocument> summary(
            @RequestParam MultiValueMap<String, String> parameters, WebRequest request) {
        var query = QueryParameters.parse(parameters);
        return answer(SUMMARY, query, request, () -> SummaryDocument.of(metrics.summary(query), query));
    }

    @GetMapping("/api/metrics/{name}")
    @Nullable
    ResponseEntity<TableDocument> view(
            @PathVariable String name, @RequestParam MultiValueMap<String, String> parameters, WebRequest request) {
        var view = MetricsView.named(name).orElseThrow(() -> new UnknownView(name));
        var query = QueryParameters.parse(parameters);
        return answer(view.slug(), query, request, () -> TableDocument.of(view, metrics.table(view, query), query));
    }

    private <D extends Document> @Nullable ResponseEntity<D> answer(
            String name, UsageQuery query, WebRequest request, Supplier<D> read) {
        var edition = metrics.edition();
        if (request.checkNotModified(EntityTag.of(name, query, edition, metrics.period(edition, query.range())))) {
            return null;
        }
        var document = read.get();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache().cachePrivate())
                .eTag(document.tag())
                .body(document);
    }
}
