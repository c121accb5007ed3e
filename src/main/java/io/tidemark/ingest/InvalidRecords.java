package io.tidemark.ingest;

import java.util.List;

/** Some records of a request cannot be taken, so none of them was. */
final class InvalidRecords extends RuntimeException {

    private final transient List<RecordProblem> problems;
    private final int invalid;

    InvalidRecords(int records, int invalid, List<RecordProblem> problems) {
        super("%,d of %,d records cannot be taken; nothing was stored.".formatted(invalid, records));
        this.invalid = invalid;
        this.problems = List.copyOf(problems);
    }

    int invalid() {
        return invalid;
    }

    List<RecordProblem> problems() {
        return problems;
    }
}
