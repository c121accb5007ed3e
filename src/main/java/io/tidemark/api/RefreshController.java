package io.tidemark.api;

import io.tidemark.refresh.RefreshRun;
import io.tidemark.security.Who;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/refresh}: has the views refreshed and waits for it, up to a limit. Whoever does not wait long enough
 * is told where to ask; any node knows the answer there, because the address names an instant and not a job.
 */
@RestController
class RefreshController {

    private static final String SECONDS_BETWEEN_QUESTIONS = "1";

    private final Refreshes refreshes;
    private final ReadRefresh readRefresh;
    private final Duration longestWait;

    RefreshController(
            Refreshes refreshes, ReadRefresh readRefresh, @Value("${tidemark.api.refresh-wait}") Duration longestWait) {
        this.refreshes = refreshes;
        this.readRefresh = readRefresh;
        this.longestWait = longestWait;
    }

    @PostMapping("/api/refresh")
    ResponseEntity<RefreshDocument> refresh(
            HttpServletRequest request,
            @RequestParam @Nullable String wait,
            @RequestHeader(name = "Prefer", required = false) @Nullable List<String> prefer)
            throws InterruptedException {
        Duration patience = Patience.of(wait, prefer, longestWait);
        Instant wanted = readRefresh.now();
        var asked = refreshes.ask(Who.current());
        if (patience.isZero()) {
            return accepted(request, wanted);
        }
        try {
            RefreshRun run = asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return answer(RefreshDocument.done(wanted, run.asOf(), run));
        } catch (TimeoutException e) {
            return accepted(request, wanted);
        } catch (ExecutionException e) {
            throw new RefreshFailed(e);
        }
    }

    @GetMapping("/api/refresh/{wanted}")
    ResponseEntity<RefreshDocument> outcome(@PathVariable String wanted) {
        var document = readRefresh.outcome(instant(wanted));
        return document.state() == RefreshDocument.State.RUNNING ? stillRunning(document) : answer(document);
    }

    /** Any that can have been given out: what comes later will never be done. */
    private Instant instant(String wanted) {
        try {
            Instant instant = Instant.parse(wanted);
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(readRefresh.now())) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new BadParameters(List.of(new BadParameters.Mistake(
                "wanted", "is no instant as POST /api/refresh gives it in Location", wanted)));
    }

    private static ResponseEntity<RefreshDocument> accepted(HttpServletRequest request, Instant wanted) {
        return ResponseEntity.accepted()
                .location(URI.create(request.getContextPath() + "/api/refresh/" + wanted))
                .header(HttpHeaders.RETRY_AFTER, SECONDS_BETWEEN_QUESTIONS)
                .cacheControl(CacheControl.noStore())
                .body(RefreshDocument.running(wanted));
    }

    private static ResponseEntity<RefreshDocument> stillRunning(RefreshDocument document) {
        return ResponseEntity.status(HttpStatus.OK)
                .header(HttpHeaders.RETRY_AFTER, SECONDS_BETWEEN_QUESTIONS)
                .cacheControl(CacheControl.noStore())
                .body(document);
    }

    private static ResponseEntity<RefreshDocument> answer(RefreshDocument document) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(document);
    }
}
