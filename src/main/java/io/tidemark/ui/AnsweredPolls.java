package io.tidemark.ui;

import com.vaadin.flow.server.Constants;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.atmosphere.cpr.AtmosphereRequest;
import org.atmosphere.cpr.AtmosphereResource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends long polls as Atmosphere means to. A poll may be answered by another thread at any time after Vaadin took it in:
 * <ul>
 *   <li>before Tomcat was told that the answer comes later: Atmosphere then finds nothing to end, and the browser would
 *       wait for the end of an answer it has;
 *   <li>when Tomcat has already let go of the request: refused to take its attributes off that, Atmosphere would take
 *       the message for lost, write it to the log and keep it to send it again.
 * </ul>
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
        var poll = new Poll(request);
        chain.doFilter(poll, response);
        poll.endIfAnswered();
    }

    private static final class Poll extends HttpServletRequestWrapper {

        private @Nullable AtmosphereResource suspended;

        Poll(HttpServletRequest request) {
            super(request);
        }

        @Override
        public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
            if (request instanceof AtmosphereRequest poll) {
                suspended = poll.resource();
            }
            return super.startAsync(request, response);
        }

        void endIfAnswered() {
            if (suspended == null || !(suspended.isResumed() || suspended.isCancelled())) {
                return;
            }
            try {
                getAsyncContext().complete();
            } catch (IllegalStateException _) {
                // Atmosphere has ended it
            }
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
