package io.tidemark.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests whose parameters are no text; of programs also parameters with a NUL, which PostgreSQL cannot hold, and
 * a header {@code Accept} in which no answer could be given. Pages say for themselves which part of their address they do
 * not understand.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class UnreadableRequests extends OncePerRequestFilter {

    /** What is wrong with a parameter. */
    record Mistake(String parameter, String message, String value) {}

    private static final String TITLE = "Bad parameters";
    private static final int MOST_NAMED = 20;
    private static final int SHOWN = 60;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // A form with files is not read before it is known who sends it.
        String type = request.getContentType();
        if (type != null && type.startsWith("multipart/")) {
            chain.doFilter(request, response);
            return;
        }
        Map<String, String[]> parameters;
        try {
            parameters = request.getParameterMap();
        } catch (IllegalStateException e) {
            Problem.of(
                            HttpStatus.BAD_REQUEST,
                            TITLE,
                            "What follows the question mark in the address cannot be read: it has to be UTF-8,"
                                    + " percent-encoded, and not too long.")
                    .answer(request, response);
            return;
        }
        boolean byProgram = Sender.asksForProgramsAddress(request, request.getContextPath());
        var mistakes = byProgram ? withNul(parameters) : List.<Mistake>of();
        if (!mistakes.isEmpty()) {
            Problem.of(HttpStatus.BAD_REQUEST, TITLE, "The parameters cannot be understood.")
                    .with("errors", mistakes)
                    .answer(request, response);
        } else if (byProgram && !isReadable(request.getHeader(HttpHeaders.ACCEPT))) {
            Problem.of(
                            HttpStatus.NOT_ACCEPTABLE,
                            "Not acceptable",
                            "The header Accept names no type like application/json. Leave it out, or repair it.")
                    .answer(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isReadable(@Nullable String accept) {
        try {
            var _ = MediaType.parseMediaTypes(accept);
            return true;
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static List<Mistake> withNul(Map<String, String[]> parameters) {
        var mistakes = new ArrayList<Mistake>();
        parameters.forEach((name, values) -> {
            for (String value : values) {
                if (mistakes.size() < MOST_NAMED && (name.indexOf(0) >= 0 || value.indexOf(0) >= 0)) {
                    mistakes.add(new Mistake(
                            shortened(name), "contains a NUL character, which no text here has", shortened(value)));
                }
            }
        });
        return mistakes;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
