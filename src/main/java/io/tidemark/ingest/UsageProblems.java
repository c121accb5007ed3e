package io.tidemark.ingest;

import io.tidemark.database.UnstorableText;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.core.JacksonException;

/** Answers of {@code POST /api/usage} when it does not take a request, as problem details (RFC 9457). */
@RestControllerAdvice(assignableTypes = UsageController.class)
class UsageProblems {

    private static final Logger log = LoggerFactory.getLogger(UsageProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalid(InvalidRecords e) {
        ProblemDetail problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "Invalid records", e);
        problem.setProperty("invalid", e.invalid());
        problem.setProperty("errors", e.problems());
        return answer(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> malformed(JacksonException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST, JsonMistake.describe(e) + " Nothing was stored.");
        problem.setTitle("Malformed JSON");
        if (e.getLocation() != null) {
            problem.setProperty("line", e.getLocation().getLineNr());
            problem.setProperty("column", e.getLocation().getColumnNr());
        }
        return answer(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> empty(NoRecords e) {
        return answer(problem(HttpStatus.BAD_REQUEST, "No calls", e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooMany(TooManyRecords e) {
        return answer(problem(HttpStatus.CONTENT_TOO_LARGE, "Too large", e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> badName(BadRequestName e) {
        return answer(problem(HttpStatus.BAD_REQUEST, "Bad Idempotency-Key", e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> reused(NameReused e) {
        return answer(problem(HttpStatus.UNPROCESSABLE_CONTENT, "Idempotency-Key used before", e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unsupported(UnsupportedContent e) {
        return answer(problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported content", e));
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> notStored(RuntimeException e) {
        var unstorable = UnstorableText.in(e);
        if (unstorable.isPresent()) {
            ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                    HttpStatus.UNPROCESSABLE_CONTENT, unstorable.get() + " Nothing was stored.");
            problem.setTitle("Invalid records");
            return answer(problem);
        }
        Optional<Refusal> refusal = Refusal.in(e);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        log.error("event=calls_not_stored source=api", e);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The database did not take the calls; nothing was stored. Try again.");
        problem.setTitle("Not stored");
        return answer(problem);
    }

    /** Calls that may be taken later, once somebody has mended the table, are not refused for good. */
    private static ResponseEntity<ProblemDetail> refused(Refusal refusal) {
        log.warn("event=calls_not_stored source=api cause=\"{}\"", refusal.text());
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                refusal.ofTheseCalls() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.SERVICE_UNAVAILABLE,
                refusal.text());
        problem.setTitle("Refused by the database");
        return answer(problem);
    }

    private static ProblemDetail problem(HttpStatus status, String title, RuntimeException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, e.getMessage());
        problem.setTitle(title);
        return problem;
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
