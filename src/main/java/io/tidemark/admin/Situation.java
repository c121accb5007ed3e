package io.tidemark.admin;

import io.tidemark.refresh.RefreshStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page about the refresh shows, apart from the history.
 *
 * @param last the last refresh that succeeded
 * @param slowest of the last hour; null when there was none
 * @param differences that are not repaired yet
 * @param changes when each strategy was last switched to, where it ever was
 * @param figures of the strategies, in the order of the enum
 */
record Situation(
        EngineStatus status,
        @Nullable Run last,
        @Nullable Run slowest,
        List<StrategyChange> changes,
        Tables tables,
        List<TriggerStatus> triggers,
        List<Drift> drift,
        @Nullable Verification verification,
        @Nullable Differences differences,
        @Nullable Measurement measurement,
        Traffic traffic,
        List<StrategyFigures> figures) {

    @Nullable
    StrategyChange lastChangeTo(RefreshStrategy strategy) {
        return changes.stream()
                .filter(change -> change.toStrategy() == strategy)
                .findFirst()
                .orElse(null);
    }

    /** Whether the hint triggers are all on, or all off, as the strategy wants it. */
    boolean triggersFollow() {
        var hints = triggers.stream().filter(TriggerStatus::follows).toList();
        return status.wantsTriggers()
                ? hints.size() == 2 && hints.stream().allMatch(TriggerStatus::on)
                : hints.stream().noneMatch(TriggerStatus::on);
    }
}
