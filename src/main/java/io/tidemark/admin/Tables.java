package io.tidemark.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The views and the tables behind them.
 *
 * @param lockedBy who keeps them from being looked at, so that this is how they were before; null where nobody does
 */
record Tables(
        List<ViewStatus> views,
        List<TableSize> sizes,
        @Nullable String lockedBy) {

    static final Tables UNKNOWN = new Tables(List.of(), List.of(), null);

    Tables lockedBy(String sessions) {
        return new Tables(views, sizes, sessions);
    }
}
