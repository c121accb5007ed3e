package io.tidemark.security;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;

/** A refusal as a problem document (RFC 9457), written where no controller is reached. */
final class Problem {

    private Problem() {}

    /**
     * Answers with a problem.
     *
     * @param detail what to do about it; without quotes
     */
    static void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType("application/problem+json");
        response.getOutputStream()
                .write("{\"status\":%d,\"title\":\"%s\",\"detail\":\"%s\"}"
                        .formatted(status.value(), status.getReasonPhrase(), detail)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
