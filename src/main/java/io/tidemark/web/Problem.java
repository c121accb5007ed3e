package io.tidemark.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** What is answered where nothing better can be: programs get a problem document (RFC 9457), people a page. */
public final class Problem {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_INSTANCE = 500;

    private final int status;
    private final String title;
    private final String detail;
    private final Map<String, Object> more = new LinkedHashMap<>();

    private Problem(int status, String title, String detail) {
        this.status = status;
        this.title = title;
        this.detail = detail;
    }

    /** A problem of this kind; the detail says what to do about it. */
    public static Problem of(HttpStatus status, String title, String detail) {
        return new Problem(status.value(), title, detail);
    }

    static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail);
    }

    /** Adds a member of its own to the document. */
    public Problem with(String name, Object value) {
        more.put(name, value);
        return this;
    }

    /** Answers with it, unless the answer has begun already. */
    public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, request.getContextPath());
    }

    /** The same for a request that did not get as far as to have a context path. */
    void answer(HttpServletRequest request, HttpServletResponse response, String contextPath) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean toProgram = Sender.isProgram(request, contextPath);
        byte[] body = toProgram ? document(request) : page(contextPath).html().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        SecurityHeaders.on(request, response);
        if (!toProgram) {
            response.setHeader("Content-Security-Policy", ProblemPage.POLICY);
        }
        response.setContentType(
                toProgram ? MediaType.APPLICATION_PROBLEM_JSON_VALUE : MediaType.TEXT_HTML_VALUE + ";charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private ProblemPage page(String contextPath) {
        return new ProblemPage(status, title, detail, contextPath);
    }

    private byte[] document(HttpServletRequest request) {
        var members = new LinkedHashMap<String, Object>();
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        members.putAll(more);
        members.put("instance", instance(Sender.address(request)));
        return JSON.writeValueAsBytes(members);
    }

    private static String instance(String address) {
        return address.length() <= LONGEST_INSTANCE ? address : address.substring(0, LONGEST_INSTANCE) + "…";
    }
}
