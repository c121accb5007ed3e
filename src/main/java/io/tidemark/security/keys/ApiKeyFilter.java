package io.tidemark.security.keys;

import io.tidemark.security.RefusedAccess;
import io.tidemark.security.limits.RateLimits;
import io.tidemark.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Accepts a key from {@code Authorization: Bearer …} or {@code X-API-Key}. A request without one goes on as nobody's;
 * one whose key is not accepted ends here, and so does one too many.
 */
final class ApiKeyFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(ApiKeyFilter.class);
    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final KeyUse use;
    private final RateLimits limits;
    private final RefusedAccess refused;

    ApiKeyFilter(ApiKeys keys, KeyUse use, RateLimits limits, RefusedAccess refused) {
        this.keys = keys;
        this.use = use;
        this.limits = limits;
        this.refused = refused;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isOneTooMany(limits.takeFromAddress(request.getRemoteAddr()), request, response)) {
            return;
        }
        String presented = presented(request);
        if (presented == null) {
            chain.doFilter(request, response);
            return;
        }
        ApiKey key = accept(presented, request, response);
        if (key == null || isOneTooMany(limits.takeFromKey(key.id()), request, response)) {
            return;
        }
        use.note(key);
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new ApiKeyAuthentication(key));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    private static @Nullable String presented(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        String header = request.getHeader("X-API-Key");
        return header == null ? null : header.strip();
    }

    private @Nullable ApiKey accept(String presented, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            return keys.accept(presented);
        } catch (KeyRefused e) {
            refused.wrongKey(String.valueOf(e.getMessage()), request.getRemoteAddr());
            KeyWanted.refuse(String.valueOf(e.getMessage()), request, response);
        } catch (DataAccessException e) {
            log.error("event=key_not_looked_up", e);
            Problem.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "No database",
                            "The database cannot be asked for the key; nothing was done. Try again.")
                    .answer(request, response);
        }
        return null;
    }

    private static boolean isOneTooMany(
            Optional<RateLimits.Exceeded> exceeded, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (exceeded.isEmpty()) {
            return false;
        }
        var limit = exceeded.get();
        long seconds = limit.pause().plusMillis(999).toSeconds();
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "Too many requests",
                        "%s has made more than its %,d requests a minute. Try again in %d s; many calls fit into one request."
                                .formatted(limit.sender(), limit.perMinute(), seconds))
                .with("retry_after", seconds)
                .answer(request, response);
        return true;
    }
}
