package io.tidemark.security.limits;

import io.tidemark.security.limits.LimitsMet.Limit;
import io.tidemark.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in who has no session yet where their address begins too many, or where memory is short. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class NewVisitors extends OncePerRequestFilter {

    /** Addresses at which no session begins. */
    private static final Pattern FOR_PROGRAMS = Pattern.compile("/(api|v1|actuator)([/;].*)?");

    private static final Duration BUSY = Duration.ofSeconds(9);

    private final StrangerSessions strangers;
    private final HeapWatch heap;
    private final LimitsMet met;

    NewVisitors(StrangerSessions strangers, HeapWatch heap, LimitsMet met) {
        this.strangers = strangers;
        this.heap = heap;
        this.met = met;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return FOR_PROGRAMS.matcher(path).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        if (session == null && heap.isShort()) {
            met.count(Limit.HEAP);
            refuse(
                    request,
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Too busy",
                    "This server has no room for another visitor at the moment. Try again in a moment.",
                    BUSY);
            return;
        }
        Duration pause = session == null ? strangers.pause(request.getRemoteAddr()) : Duration.ZERO;
        if (!pause.isZero()) {
            met.count(Limit.NEW_SESSIONS);
            refuse(
                    request,
                    response,
                    HttpStatus.TOO_MANY_REQUESTS,
                    "Too many visits",
                    "Too many visits began from this address within a minute. Try again in a moment, with a browser"
                            + " that keeps cookies.",
                    pause);
            return;
        }
        strangers.actFor(request.getRemoteAddr());
        try {
            chain.doFilter(request, response);
        } finally {
            strangers.actForNobody();
        }
    }

    private static void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String title,
            String detail,
            Duration pause)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(pause.toSeconds() + 1));
        Problem.of(status, title, detail).answer(request, response);
    }
}
