package io.tidemark.api;

import io.tidemark.analytics.WrongSetting;
import io.tidemark.database.UnstorableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is answered when something cannot be, as problem details (RFC 9457). */
@RestControllerAdvice("io.tidemark.api")
class ApiProblems {

    private static final Logger log = LoggerFactory.getLogger(ApiProblems.class);

    @ExceptionHandler
    ProblemDetail badParameters(BadParameters e) {
        ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, "Bad parameters", String.valueOf(e.getMessage()));
        problem.setProperty("errors", e.mistakes());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail unknown(UnknownView e) {
        return problem(HttpStatus.NOT_FOUND, "Not found", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail wrong(WrongSetting e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "Wrong setting", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail failed(RefreshFailed e) {
        log.error("event=refresh_on_demand_failed", e);
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "Refresh failed", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ProblemDetail unreadable(RuntimeException e) {
        var unstorable = UnstorableText.in(e);
        if (unstorable.isPresent()) {
            return problem(HttpStatus.BAD_REQUEST, "Bad parameters", unstorable.get());
        }
        log.error("event=api_read_failed", e);
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "No answer", "The database did not answer in time. Try again.");
    }

    private static ProblemDetail problem(HttpStatus status, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return problem;
    }
}
