package io.tidemark.ui;

import com.vaadin.flow.server.Constants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets Atmosphere tidy up after it answered a long poll. It takes its attributes off the request when Tomcat may already
 * have let go of that; refused, it would take the message for lost, write it to the log and keep it to send it again.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class AnsweredPolls extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().endsWith("/" + Constants.PUSH_MAPPING);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new Poll(request), response);
    }

    private static final class Poll extends HttpServletRequestWrapper {

        Poll(HttpServletRequest request) {
            super(request);
        }

        @Override
        public void removeAttribute(String name) {
            try {
                super.removeAttribute(name);
            } catch (IllegalStateException _) {
                // the request is gone, and the attribute with it
            }
        }
    }
}
