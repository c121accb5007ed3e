package io.tidemark.analytics;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Distinct users of each part of a period, see {@link Span}; in detail also of each bucket and model that is shown. */
final class Users {

    private final Map<Object, UserSet> sets = new HashMap<>();
    private final boolean inDetail;

    Users(boolean inDetail) {
        this.inDetail = inDetail;
    }

    /** Adds users of a cell to every set that the cell belongs to. */
    void add(int parts, Instant bucket, ModelName model, Consumer<UserSet> users) {
        for (int part : new int[] {Span.SHOWN, Span.COMPARED, Span.PREVIOUS}) {
            if ((parts & part) != 0) {
                users.accept(setOf(part));
            }
        }
        if (inDetail && (parts & Span.SHOWN) != 0) {
            users.accept(setOf(bucket));
            users.accept(setOf(model));
        }
    }

    private UserSet setOf(Object whom) {
        return sets.computeIfAbsent(whom, _ -> new UserSet());
    }

    long of(int part) {
        return size(part);
    }

    long of(Instant bucket) {
        return size(bucket);
    }

    long of(ModelName model) {
        return size(model);
    }

    private long size(Object whom) {
        var set = sets.get(whom);
        return set == null ? 0 : set.size();
    }
}
