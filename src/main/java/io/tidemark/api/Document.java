package io.tidemark.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.analytics.Edition;
import io.tidemark.analytics.Period;
import io.tidemark.analytics.Range;
import io.tidemark.analytics.UsageFilter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer with figures, and what all of them have in common. */
interface Document {

    @JsonIgnore
    String tag();

    /**
     * What the figures are true for.
     *
     * @param asOf the instant; null before the first refresh
     * @param filling since when the bucket lasts that is not over yet; null where all are
     */
    record Context(
            @JsonProperty("as_of") @Nullable Instant asOf,
            @JsonProperty("refreshed_at") @Nullable Instant refreshedAt,
            @JsonProperty("time_zone") String zone,
            String currency,
            String range,
            Instant from,
            Instant to,
            String grain,
            @Nullable Instant filling,
            List<String> provider,
            List<String> model,
            List<String> service) {

        static Context of(Edition edition, Period period, Range range, UsageFilter filter) {
            return new Context(
                    edition.asOf(),
                    edition.refreshedAt(),
                    edition.zone().getId(),
                    edition.currency(),
                    range.name(),
                    period.start(),
                    period.end(),
                    period.grain().name().toLowerCase(Locale.ROOT),
                    period.filling(),
                    filter.providers().stream().sorted().toList(),
                    filter.models().stream().sorted().toList(),
                    filter.services().stream().sorted().toList());
        }
    }
}
