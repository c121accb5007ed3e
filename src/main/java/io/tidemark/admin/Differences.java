package io.tidemark.admin;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;

/**
 * What a verification found.
 *
 * @param first some of the cells that differ
 * @param count of all
 * @param days to repair
 */
record Differences(List<DifferingCell> first, long count, SortedSet<LocalDate> days) {

    static final int MOST_SHOWN = 200;
}
