package io.tidemark.ingest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/usage}: takes one call or many as JSON. A request is taken in whole or not at all, so that a client
 * can repair it and send it again without counting a call twice; one that has an {@code Idempotency-Key} may be sent
 * again as it is.
 */
@RestController
class UsageController {

    private static final Logger log = LoggerFactory.getLogger(UsageController.class);

    private final CallAppender appender;
    private final AppendOnce appendOnce;
    private final Duration maxClockSkew;

    UsageController(
            CallAppender appender,
            AppendOnce appendOnce,
            @Value("${tidemark.ingest.max-clock-skew}") Duration maxClockSkew) {
        this.appender = appender;
        this.appendOnce = appendOnce;
        this.maxClockSkew = maxClockSkew;
    }

    /** What was stored. */
    record Accepted(long accepted) {}

    @PostMapping("/api/usage")
    ResponseEntity<Accepted> post(
            HttpServletRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String name,
            @AuthenticationPrincipal Principal sender)
            throws IOException {
        boolean sequence = UsageContentType.isSequence(request);
        if (name == null) {
            return stored(appender.append("api", calls(request.getInputStream(), sequence)), false);
        }
        try (var body = new DigestInputStream(request.getInputStream(), sha256())) {
            List<ApiCall> calls = calls(body, sequence);
            String hash = HexFormat.of().formatHex(body.getMessageDigest().digest());
            var outcome = appendOnce.append(new NamedRequest(sender.getName(), name, hash), calls);
            return stored(outcome.accepted(), outcome.again());
        }
    }

    private List<ApiCall> calls(InputStream body, boolean sequence) {
        var received = new ReceivedAt(InstantSource.system().instant(), maxClockSkew);
        var json = new JsonCalls(new CallValidator(received, ZoneOffset.UTC, LatencyUnit.MILLISECONDS));
        if (sequence) {
            json.readSequence(body);
        } else {
            json.readDocument(body);
        }
        if (json.rejected() > 0) {
            throw new InvalidRecords(json.records(), json.rejected(), json.problems());
        }
        if (json.records() == 0) {
            throw new NoRecords();
        }
        return json.calls();
    }

    private static ResponseEntity<Accepted> stored(long accepted, boolean again) {
        log.debug("event=calls_taken source=api count={} again={}", accepted, again);
        var answer = ResponseEntity.status(HttpStatus.CREATED).contentType(MediaType.APPLICATION_JSON);
        if (again) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(new Accepted(accepted));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
