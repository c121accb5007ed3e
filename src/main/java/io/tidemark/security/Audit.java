package io.tidemark.security;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Keeps who did what to what, when and from where. Rows are added in the transaction of what they tell about. Strategy,
 * pauses, settings, rebuilds and refreshes by SQL are added by the database itself: whoever calls these for somebody
 * sets {@code tidemark.user} and {@code tidemark.address} in the same transaction.
 */
@Service
public class Audit {

    private final JdbcClient jdbc;

    public Audit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps what whoever this thread works for has done.
     *
     * @param action in the past tense, for instance {@code key created}; of few kinds, as one can filter by it
     * @param subject what it was done to, for instance the key's name
     * @param detail what else there is to know; never a secret
     */
    public void record(String action, String subject, String detail) {
        record(Who.current(), action, subject, detail);
    }

    /** The same for what can happen any number of times: once for a subject in so long. */
    void recordOnce(Who who, String action, String subject, String detail, Duration within) {
        boolean isKept = jdbc.sql("""
                        SELECT EXISTS (
                            SELECT FROM audit_event
                            WHERE action = :action AND subject = :subject
                                AND at > clock_timestamp() - make_interval(secs => :within)
                        )""")
                .param("action", action)
                .param("subject", subject)
                .param("within", within.toSeconds())
                .query(Boolean.class)
                .single();
        if (!isKept) {
            record(who, action, subject, detail);
        }
    }

    /** A file, for instance, can be called anything. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** The same for work on another thread, or before somebody is signed in. */
    public void record(Who who, String action, String subject, String detail) {
        jdbc.sql("""
                        INSERT INTO audit_event (actor, address, action, subject, detail)
                        VALUES (:actor, :address, :action, :subject, :detail)""")
                .param("actor", storable(who.name()))
                .param("address", who.address())
                .param("action", action)
                .param("subject", storable(subject))
                .param("detail", storable(detail))
                .update();
    }
}
