package io.tidemark.ingest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/usage}: takes one call or many as JSON. A request is taken in whole or not at all, so that a client
 * can repair it and send it again without counting a call twice.
 */
@RestController
class UsageController {

    private static final Logger log = LoggerFactory.getLogger(UsageController.class);

    private final CallAppender appender;
    private final long mostBytes;

    UsageController(CallAppender appender, @Value("${tidemark.api.max-body-size}") DataSize mostBytes) {
        this.appender = appender;
        this.mostBytes = mostBytes.toBytes();
    }

    /** What was stored. */
    record Accepted(long accepted) {}

    @PostMapping("/api/usage")
    ResponseEntity<Accepted> post(HttpServletRequest request) throws IOException {
        boolean sequence = UsageContentType.isSequence(request);
        if (request.getContentLengthLong() > mostBytes) {
            throw new BodyTooLarge(LimitedBody.tooLarge(mostBytes));
        }
        var json = new JsonCalls(
                new CallValidator(InstantSource.system().instant(), ZoneOffset.UTC, LatencyUnit.MILLISECONDS));
        try (InputStream body = new LimitedBody(request.getInputStream(), mostBytes)) {
            if (sequence) {
                json.readSequence(body);
            } else {
                json.readDocument(body);
            }
        }
        if (json.rejected() > 0) {
            throw new InvalidRecords(json.records(), json.rejected(), json.problems());
        }
        if (json.records() == 0) {
            throw new NoRecords();
        }
        long accepted = appender.append("api", json.calls());
        log.debug("event=calls_taken source=api count={}", accepted);
        return ResponseEntity.status(HttpStatus.CREATED)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Accepted(accepted));
    }
}
