package io.tidemark.analytics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the overview shows, all of it true for one instant.
 *
 * @param wrongSettings what is wrong with the settings though figures can be shown; null when nothing is
 * @param successStatuses what counts as a success in it, besides {@code success}
 * @param compared what {@code previous} is compared with: the period without the hour that is still filling
 * @param previous the period before, up to the same hour
 * @param callsAhead calls that are dated later than the period ends, where it ends with the present
 * @param hasDemoCalls whether demo calls are among them
 * @param hasCalls whether there is any call at all, in this period or not
 */
public record Overview(
        UsageQuery query,
        Freshness freshness,
        String currency,
        @Nullable String wrongSettings,
        List<String> successStatuses,
        Period period,
        Totals totals,
        Totals compared,
        Totals previous,
        List<Bucket> buckets,
        List<Series> series,
        List<ProviderFigures> providers,
        List<ModelFigures> models,
        Options options,
        long callsAhead,
        boolean hasCalls,
        boolean hasDemoCalls) {}
