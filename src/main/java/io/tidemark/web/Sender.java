package io.tidemark.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who has sent a request: a program, or a person with a browser. */
final class Sender {

    /** Addresses that only programs use. */
    private static final Pattern FOR_PROGRAMS = Pattern.compile("/(api|v1|actuator)([/;].*)?");

    private Sender() {}

    static boolean isProgram(HttpServletRequest request, String contextPath) {
        return asksForProgramsAddress(request, contextPath)
                || speaksJson(request.getHeader("Accept"))
                || speaksJson(request.getContentType());
    }

    static boolean asksForProgramsAddress(HttpServletRequest request, String contextPath) {
        String address = address(request);
        return FOR_PROGRAMS
                .matcher(address.startsWith(contextPath) ? address.substring(contextPath.length()) : address)
                .matches();
    }

    /** What was asked, also while an error is dispatched; empty where a request was refused before that was read. */
    static String address(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked
                ? asked
                : Objects.requireNonNullElse(request.getRequestURI(), "");
    }

    private static boolean speaksJson(@Nullable String types) {
        String lower = types == null ? "" : types.toLowerCase(Locale.ROOT);
        return lower.contains("json") && !lower.contains("html");
    }
}
