package io.tidemark.security.limits;

import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.shared.ApplicationConstants;
import io.tidemark.security.limits.LimitsMet.Limit;
import io.tidemark.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Opens no websocket but for a page: its handshake has to bring a session and the push id of that. Vaadin would look at
 * both only after the socket is open, and leave it open.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 4)
class PushHandshake extends OncePerRequestFilter {

    private final StrangerSessions strangers;
    private final LimitsMet met;

    PushHandshake(StrangerSessions strangers, LimitsMet met) {
        this.strangers = strangers;
        this.met = met;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.UPGRADE)).stream()
                .noneMatch(protocol -> protocol.toLowerCase(Locale.ROOT).contains("websocket"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        String id = request.getParameter(ApplicationConstants.PUSH_ID_PARAMETER);
        if (session != null && id != null && isPushIdOf(session, id)) {
            strangers.listens(session);
            chain.doFilter(request, response);
        } else {
            met.count(Limit.PUSH_HANDSHAKE);
            Problem.of(
                            HttpStatus.FORBIDDEN,
                            "No such page",
                            "A websocket is for a page that is open here, and this one is not: load it again.")
                    .answer(request, response);
        }
    }

    private static boolean isPushIdOf(HttpSession session, String id) {
        try {
            return VaadinSession.getAllSessions(session).stream().anyMatch(pages -> {
                pages.getLockInstance().lock();
                try {
                    return MessageDigest.isEqual(bytes(pages.getPushId()), bytes(id));
                } finally {
                    pages.getLockInstance().unlock();
                }
            });
        } catch (IllegalStateException _) {
            return false; // the session has just ended
        }
    }

    private static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
