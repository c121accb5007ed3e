package io.tidemark.testing;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.atmosphere.cpr.AtmosphereRequest;
import org.atmosphere.cpr.AtmosphereResource;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a long poll be answered between Vaadin taking it in and Tomcat being told that its answer comes later. */
public final class SlowSuspension extends OncePerRequestFilter {

    private enum Next {
        LEFT_ALONE,
        TO_BE_HELD,
        HELD
    }

    private final AtomicReference<Next> next = new AtomicReference<>(Next.LEFT_ALONE);

    /** Holds the next long poll until it is answered. */
    public void holdOne() {
        next.set(Next.TO_BE_HELD);
    }

    /** Whether a poll waits for its answer, or had to. */
    public boolean holdsOne() {
        return next.get() == Next.HELD;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new Suspended(request), response);
    }

    private final class Suspended extends HttpServletRequestWrapper {

        Suspended(HttpServletRequest request) {
            super(request);
        }

        @Override
        public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
            if (request instanceof AtmosphereRequest poll && next.compareAndSet(Next.TO_BE_HELD, Next.HELD)) {
                AtmosphereResource resource = poll.resource();
                Until.asserted(() -> Assertions.assertThat(resource.isResumed()).isTrue());
            }
            return super.startAsync(request, response);
        }
    }
}
