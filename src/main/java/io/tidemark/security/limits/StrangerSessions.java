package io.tidemark.security.limits;

import io.tidemark.security.ClientNetwork;
import io.tidemark.security.limits.LimitsMet.Limit;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * The sessions that nobody has signed in to. They live for a short time unless a page in them stays open; where there are
 * too many, the oldest goes, and first those whose page does not listen: of the address that has too many, or the most.
 */
@Component
class StrangerSessions implements HttpSessionListener, HttpSessionAttributeListener {

    private static final Logger log = LoggerFactory.getLogger(StrangerSessions.class);

    private static final Duration LONGEST_END = Duration.ofSeconds(1);

    private final int mostPerAddress;
    private final int mostInAll;
    private final int livesSeconds;
    private final RateLimit begun;
    private final LimitsMet met;
    private final ThreadLocal<String> asking = ThreadLocal.withInitial(() -> "");

    /** By address, in the order of their beginning: whether a page of it listens. */
    private final Map<String, Map<HttpSession, Boolean>> byAddress = new HashMap<>();

    private final Map<HttpSession, Stranger> strangers = new HashMap<>();

    private record Stranger(String address, int usualLife) {}

    StrangerSessions(
            @Value("${tidemark.limits.strangers-per-address}") int mostPerAddress,
            @Value("${tidemark.limits.strangers}") int mostInAll,
            @Value("${tidemark.limits.strangers-live}") Duration lives,
            @Value("${tidemark.limits.new-sessions-per-minute}") int perMinute,
            LimitsMet met) {
        this.mostPerAddress = mostPerAddress;
        this.mostInAll = mostInAll;
        this.livesSeconds = (int) lives.toSeconds();
        begun = new RateLimit(perMinute, System::nanoTime);
        this.met = met;
    }

    /** How long an address has to wait before it begins another session. */
    Duration pause(String address) {
        return begun.pause(ClientNetwork.of(address));
    }

    /** From here on this thread acts for an address. */
    void actFor(String address) {
        asking.set(ClientNetwork.of(address));
    }

    void actForNobody() {
        asking.remove();
    }

    /** A page of this session is open and listens. */
    synchronized void listens(HttpSession session) {
        Stranger stranger = strangers.get(session);
        if (stranger != null) {
            byAddress.computeIfPresent(stranger.address, (_, sessions) -> {
                sessions.replace(session, true);
                return sessions;
            });
        }
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        String address = asking.get();
        begun.take(address);
        List<HttpSession> tooMany = new ArrayList<>();
        synchronized (this) {
            strangers.put(session, new Stranger(address, session.getMaxInactiveInterval()));
            session.setMaxInactiveInterval(livesSeconds);
            var ofAddress = byAddress.computeIfAbsent(address, _ -> new LinkedHashMap<>());
            ofAddress.put(session, false);
            if (ofAddress.size() > mostPerAddress) {
                met.count(Limit.STRANGERS_PER_ADDRESS);
                tooMany.add(takeOldest(ofAddress));
            }
            if (strangers.size() > mostInAll) {
                met.count(Limit.STRANGERS);
                tooMany.add(takeOldest(ofWhoeverHasMost()));
            }
        }
        tooMany.forEach(StrangerSessions::end);
    }

    private Map<HttpSession, Boolean> ofWhoeverHasMost() {
        return byAddress.values().stream()
                .max(Comparator.comparingInt(Map::size))
                .orElseThrow();
    }

    private Map<HttpSession, Boolean> ofWhoeverHasMostThatDoNotListen() {
        return byAddress.values().stream()
                .max(Comparator.<Map<HttpSession, Boolean>>comparingInt(
                                sessions -> Collections.frequency(sessions.values(), false))
                        .thenComparingInt(Map::size))
                .orElseThrow();
    }

    private HttpSession takeOldest(Map<HttpSession, Boolean> ofAddress) {
        HttpSession oldest = ofAddress.entrySet().stream()
                .filter(session -> !session.getValue())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> ofAddress.keySet().iterator().next());
        forget(oldest);
        return oldest;
    }

    /**
     * Ends half of all there are, those first whose page does not listen, and of whoever has most; returns how many these
     * were. It waits until they have ended, unless a page is busy for longer.
     */
    int endHalf() throws InterruptedException {
        List<HttpSession> ending = new ArrayList<>();
        synchronized (this) {
            for (int n = (strangers.size() + 1) / 2; n > 0; n--) {
                ending.add(takeOldest(ofWhoeverHasMostThatDoNotListen()));
            }
        }
        List<Thread> threads = ending.stream().map(StrangerSessions::end).toList();
        long until = System.nanoTime() + LONGEST_END.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
        return ending.size();
    }

    /** On a thread of its own: a session that is busy with a page's turn is waited for. */
    private static Thread end(HttpSession session) {
        return Thread.startVirtualThread(() -> {
            try {
                session.invalidate();
            } catch (IllegalStateException e) {
                log.trace("event=session_closed_already", e);
            }
        });
    }

    private synchronized @Nullable Stranger forget(HttpSession session) {
        Stranger stranger = strangers.remove(session);
        if (stranger != null) {
            byAddress.computeIfPresent(stranger.address, (_, sessions) -> {
                sessions.remove(session);
                return sessions.isEmpty() ? null : sessions;
            });
        }
        return stranger;
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        forget(event.getSession());
    }

    /** Somebody signs in. */
    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        if (!event.getName().equals(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY)) {
            return;
        }
        Stranger known = forget(event.getSession());
        if (known != null) {
            event.getSession().setMaxInactiveInterval(known.usualLife);
        }
    }
}
