package io.tidemark.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other sites' pages out. Every page in a browser that can reach this server can send requests here (then
 * {@code Origin} names another site) or have its own name lead here (DNS rebinding: then {@code Host} does). Addresses, and
 * names without a dot, lead nowhere that another site could choose; any other name has to be allowed.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ForeignPagesFilter extends OncePerRequestFilter {

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final boolean loopbackOnly;
    private final Set<String> allowedHosts;
    private final Counter refusedHosts;
    private final Counter refusedOrigins;

    ForeignPagesFilter(
            @Value("${server.address:#{null}}") @Nullable InetAddress address,
            @Value("${tidemark.allowed-hosts:}") Set<String> allowedHosts,
            MeterRegistry registry) {
        this.loopbackOnly = address != null && address.isLoopbackAddress();
        this.allowedHosts = allowedHosts.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.refusedHosts = counter(registry, "host");
        this.refusedOrigins = counter(registry, "origin");
    }

    private static Counter counter(MeterRegistry registry, String header) {
        return Counter.builder("tidemark.foreign.requests.refused")
                .description("Requests that were refused for what their Host or Origin is")
                .tag("header", header)
                .register(registry);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        String origin = request.getHeader("Origin");
        if (loopbackOnly ? host == null || !expected(host) : host != null && !expected(host) && !isNobodysName(host)) {
            refusedHosts.increment();
            refuse(
                    request,
                    response,
                    loopbackOnly
                            ? "This server answers to localhost only. To give it another name, set tidemark.allowed-hosts."
                            : "This server does not know itself by this name. If it has it, set tidemark.allowed-hosts.");
        } else if (origin != null && !sameSite(origin, host)) {
            refusedOrigins.increment();
            refuse(request, response, "Requests from pages of other sites are not taken.");
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean expected(String host) {
        String name = withoutPort(host);
        return LOOPBACK_NAMES.contains(name) || allowedHosts.contains(name);
    }

    private boolean sameSite(String origin, @Nullable String host) {
        String from = origin.replaceFirst("^https?://", "");
        // A proxy may have asked under a name of its own; what another port of ours serves is another site.
        return from.equals(host) || allowedHosts.contains(from.toLowerCase(Locale.ROOT));
    }

    private static boolean isNobodysName(String host) {
        String name = withoutPort(host);
        return name.startsWith("[")
                || name.indexOf('.') < 0
                || IPV4.matcher(name).matches();
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, String why)
            throws IOException {
        Problem.of(HttpStatus.FORBIDDEN, "Forbidden", why).answer(request, response);
    }
}
