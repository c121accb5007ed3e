package io.tidemark.security;

import java.sql.Types;
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

    /** As the table has it. */
    private static final int LONGEST_NAME = 400;

    private static final int LONGEST_DETAIL = 2_000;

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

    /** Forgets failures to sign in, which strangers can make any number of; all else stays for good. */
    void removeFailures(Duration olderThan) {
        jdbc.sql("SELECT prune_failed_sign_ins(make_interval(secs => :age))")
                .param("age", olderThan.toSeconds())
                .query()
                .singleRow();
    }

    /** A file, for instance, can be called anything. */
    private static String storable(String text, int most) {
        String shown = text.replace('\0', '\uFFFD');
        return shown.codePointCount(0, shown.length()) <= most
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** The same for work on another thread, or before somebody is signed in. */
    public void record(Who who, String action, String subject, String detail) {
        jdbc.sql("""
                        INSERT INTO audit_event (actor, actor_id, address, action, subject, detail)
                        VALUES (:actor, :actorId, :address, :action, :subject, :detail)""")
                .param("actor", storable(who.name(), LONGEST_NAME))
                .param("actorId", who.id(), Types.VARCHAR)
                .param("address", storable(who.address(), LONGEST_NAME))
                .param("action", action)
                .param("subject", storable(subject, LONGEST_NAME))
                .param("detail", storable(detail, LONGEST_DETAIL))
                .update();
    }
}
