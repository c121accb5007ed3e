package io.tidemark.ingest;

/**
 * What is wrong with one record of a request.
 *
 * @param record its place in the request, from 1
 * @param line the line on which it begins
 */
public record RecordProblem(int record, int line, String field, String message, String value) {

    static RecordProblem of(int record, int line, FieldProblem problem) {
        return new RecordProblem(record, line, problem.field(), problem.message(), problem.value());
    }
}
