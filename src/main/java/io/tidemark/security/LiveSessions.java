package io.tidemark.security;

import com.vaadin.flow.server.VaadinSession;
import io.tidemark.background.BackgroundWork;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The sessions of this node that belong to a sign-in, and are closed with their pages when it ends. One look a second at
 * the database does for all of them, however many there are; while it cannot be reached, they stay.
 */
@Component
class LiveSessions implements BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(LiveSessions.class);

    /** With this prefix it moves to the new session that a sign-in begins. */
    private static final String MARK = "SPRING_SECURITY_tidemark.sign-in";

    private static final long LOOK_EVERY_MS = 1_000;
    private static final int TELL_MS = 300;
    private static final int RELOAD_AFTER_MS = 1_000;

    private final Map<Long, Set<HttpSession>> sessions = new ConcurrentHashMap<>();
    private final SignIns signIns;
    private volatile boolean unreachable;

    /** Of its own: tasks that Spring schedules wait for one another. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("live-sessions").factory());

    LiveSessions(SignIns signIns) {
        this.signIns = signIns;
    }

    @Override
    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::closeEnded, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        thread.shutdownNow();
    }

    /** Has a session end with this sign-in. */
    void bind(HttpSession session, long signIn) {
        session.setAttribute(MARK, new Mark(signIn));
    }

    /** The sign-in that a session belongs to. */
    static OptionalLong signInOf(@Nullable HttpSession session) {
        return session != null && session.getAttribute(MARK) instanceof Mark mark
                ? OptionalLong.of(mark.signIn)
                : OptionalLong.empty();
    }

    /** Closes the sessions whose sign-in has ended; on other nodes this happens within a second or two. */
    void closeEnded() {
        var ids = Set.copyOf(sessions.keySet());
        if (ids.isEmpty()) {
            return;
        }
        try {
            signIns.endedAmong(ids).forEach(this::close);
            unreachable = false;
        } catch (RuntimeException e) {
            if (!unreachable) {
                log.warn("event=sign_ins_not_checked", e);
            }
            unreachable = true;
        }
    }

    /** On a thread of its own: a session that is busy with a page's turn is waited for. */
    private void close(long signIn) {
        log.info("event=sign_in_ended id={}", signIn);
        for (var session : sessions.getOrDefault(signIn, Set.of())) {
            Thread.startVirtualThread(() -> {
                try {
                    VaadinSession.getAllSessions(session).forEach(LiveSessions::leavePages);
                    // What pages are told takes a moment to get there.
                    Thread.sleep(TELL_MS);
                    session.invalidate();
                } catch (IllegalStateException e) {
                    log.trace("event=session_closed_already", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** A page that only listens would not notice; it comes back when its session is gone, and has to sign in. */
    private static void leavePages(VaadinSession pages) {
        pages.accessSynchronously(() -> pages.getUIs()
                .forEach(ui -> ui.getPage().executeJs("setTimeout(() => location.reload(), $0)", RELOAD_AFTER_MS)));
    }

    private final class Mark implements HttpSessionBindingListener {

        private final long signIn;

        Mark(long signIn) {
            this.signIn = signIn;
        }

        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            sessions.compute(signIn, (_, known) -> {
                var of = known == null ? ConcurrentHashMap.<HttpSession>newKeySet() : known;
                // In here, as a set that the last session left is dropped.
                of.add(event.getSession());
                return of;
            });
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            sessions.computeIfPresent(signIn, (_, of) -> {
                of.remove(event.getSession());
                return of.isEmpty() ? null : of;
            });
        }
    }
}
