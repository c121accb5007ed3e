package io.tidemark.security;

import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The browsers in which whoever this thread works for is signed in, on whatever node, with or without an open page. */
@Service
public class OwnBrowsers {

    /** The most that are listed, those that were seen last; all others are signed out together with them. */
    private static final int MOST = 100;

    private final JdbcClient jdbc;
    private final SignIns signIns;
    private final Audit audit;

    OwnBrowsers(JdbcClient jdbc, SignIns signIns, Audit audit) {
        this.jdbc = jdbc;
        this.signIns = signIns;
        this.audit = audit;
    }

    /** All of them, this one first, then those that were seen last. */
    public List<OwnBrowser> all() {
        return jdbc.sql("""
                        SELECT o.id, o.browser, o.address, o.started_at, o.last_seen_at,
                            s.series_hash IS NOT NULL AS kept, o.id = :this AS is_this
                        FROM open_sign_in o
                        JOIN sign_in s ON s.id = o.id
                        WHERE o.user_id = :user
                        ORDER BY is_this DESC, o.last_seen_at DESC, o.id DESC
                        LIMIT :most""")
                .param("this", thisOne().orElse(SignIns.NONE))
                .param("user", user())
                .param("most", MOST)
                .query(OwnBrowser::read)
                .list();
    }

    /** Signs one of one's own out, with its pages; somebody else's is left alone. */
    @Transactional
    public void signOut(OwnBrowser browser) {
        int ended = jdbc.sql("""
                        UPDATE sign_in SET ended_at = clock_timestamp()
                        WHERE id = ? AND user_id = ? AND ended_at IS NULL""").params(browser.id(), user()).update();
        if (ended > 0) {
            audit.record("signed out", Who.current().name(), browser.name() + ", from another browser");
        }
    }

    /** Signs all out but this one. */
    @Transactional
    public void signOutOthers() {
        int ended = signIns.endAllOf(user(), thisOne().orElse(SignIns.NONE));
        audit.record("signed out elsewhere", Who.current().name(), Accounts.browsers(ended));
    }

    private static long user() {
        return SignedIn.current().orElseThrow().userId();
    }

    /** The sign-in that the request belongs to. */
    static OptionalLong thisOne() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes turn
                ? LiveSessions.signInOf(turn.getRequest().getSession(false))
                : OptionalLong.empty();
    }
}
