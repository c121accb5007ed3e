package io.tidemark.security;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Reads the audit, newest first. */
@Service
public class AuditLog {

    private final JdbcClient jdbc;

    AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A page of it.
     *
     * @param after the last event of the page before; null for the first page
     */
    public List<AuditEvent> read(AuditFilter filter, @Nullable AuditEvent after, int limit) {
        return jdbc.sql("""
                        SELECT *
                        FROM audit_event
                        WHERE (at, id) < (:at, :id)
                            AND (:action = '' OR action = :action)
                            AND (:actor = '' OR folded(actor) LIKE folded(:actorPattern))
                            AND (:text = '' OR folded(concat_ws(' ', actor, actor_id, address, action, subject, detail))
                                LIKE folded(:textPattern))
                            AND at >= :from AND at < :until
                        ORDER BY at DESC, id DESC
                        LIMIT :limit""")
                .param("at", after == null ? OffsetDateTime.MAX : after.at().atOffset(ZoneOffset.UTC))
                .param("id", after == null ? Long.MAX_VALUE : after.id())
                .param("action", filter.action())
                .param("actor", filter.actor())
                .param("actorPattern", containing(filter.actor()))
                .param("text", filter.text())
                .param("textPattern", containing(filter.text()))
                .param(
                        "from",
                        filter.from() == null
                                ? OffsetDateTime.MIN
                                : filter.from().atStartOfDay().atOffset(ZoneOffset.UTC))
                .param(
                        "until",
                        filter.to() == null
                                ? OffsetDateTime.MAX
                                : filter.to().plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query(AuditEvent::read)
                .list();
    }

    /** The kinds of events that there are; one look at the index each. */
    public List<String> actions() {
        return jdbc.sql("""
                        WITH RECURSIVE kind AS (
                            SELECT min(action) AS action FROM audit_event
                            UNION ALL
                            SELECT (SELECT min(e.action) FROM audit_event e WHERE e.action > kind.action) FROM kind
                            WHERE kind.action IS NOT NULL
                        )
                        SELECT action FROM kind WHERE action IS NOT NULL""").query((row, _) -> row.getString("action")).list();
    }

    private static String containing(String text) {
        return "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
