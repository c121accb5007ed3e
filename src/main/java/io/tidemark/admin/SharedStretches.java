package io.tidemark.admin;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the stretches of the run history once for all pages that show the same ones. */
@Component
class SharedStretches {

    /**
     * Which stretches.
     *
     * @param from where the first one begins
     * @param newestRun the last run that succeeded by then
     * @param failures since that
     */
    record Of(History.Range range, Instant from, @Nullable Long newestRun, long failures) {

        boolean hasRunsOf(Of other) {
            return Objects.equals(newestRun, other.newestRun) && failures == other.failures;
        }
    }

    private record Reading(Of of, CompletableFuture<List<History.Stretch>> answer) {}

    private final History history;
    private final Map<History.Range, Reading> last = new EnumMap<>(History.Range.class);

    SharedStretches(History history) {
        this.history = history;
    }

    synchronized CompletableFuture<List<History.Stretch>> read(Of of) {
        var known = last.get(of.range());
        if (known != null && known.of().equals(of) && !known.answer().isCompletedExceptionally()) {
            return known.answer();
        }
        var answer = CompletableFuture.supplyAsync(
                () -> history.stretches(of.range(), of.from()), Thread::startVirtualThread);
        last.put(of.range(), new Reading(of, answer));
        return answer;
    }
}
