package io.tidemark.security.limits;

import io.tidemark.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Where a page leads that was closed because its session has too many. It is no page itself. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 4)
class ClosedPage extends OncePerRequestFilter {

    static final String ADDRESS = "/page-closed";

    private final int most;

    ClosedPage(@Value("${tidemark.limits.pages-per-session}") int most) {
        this.most = most;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().equals(request.getContextPath() + ADDRESS);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "This page was closed",
                        "You have opened more than %d pages in this browser, so the oldest was closed.".formatted(most))
                .answer(request, response);
    }
}
