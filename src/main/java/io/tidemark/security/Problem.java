package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** An answer of a filter that lets a request no further, as a problem document (RFC 9457). */
public final class Problem {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpStatus status;
    private final Map<String, Object> members = new LinkedHashMap<>();

    private Problem(HttpStatus status, String title, String detail) {
        this.status = status;
        members.put("title", title);
        members.put("status", status.value());
        members.put("detail", detail);
    }

    /** A problem of this kind; the detail says what to do about it. */
    public static Problem of(HttpStatus status, String title, String detail) {
        return new Problem(status, title, detail);
    }

    /** Adds a member of its own. */
    public Problem with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** Answers with it, unless the answer has begun already. */
    public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        members.put("instance", request.getRequestURI());
        byte[] body = JSON.writeValueAsBytes(members);
        response.setStatus(status.value());
        SecurityHeaders.on(request, response);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
