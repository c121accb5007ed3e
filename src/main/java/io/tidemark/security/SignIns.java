package io.tidemark.security;

import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Browsers that are signed in: rows of {@code sign_in}, which every node sees and which outlive a restart. */
@Component
class SignIns {

    /** What a browser that is closed, or that leaves no page open for long, has. */
    static final Duration SHORT = Duration.ofHours(12);

    /** What "keep me signed in" means, counted from the last page that was open. */
    static final Duration KEPT = Duration.ofDays(30);

    /** No sign-in has this number. */
    static final long NONE = -1;

    private static final Duration LONGEST = Duration.ofDays(180);

    private final JdbcClient jdbc;

    SignIns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A sign-in and whose it is.
     *
     * @param kept whether the browser shall keep it when it is closed
     */
    record Open(long id, SignedIn who, boolean kept) {}

    /**
     * Begins one, where the account still is what was checked. Whoever changes it meanwhile waits for the row of the
     * sign-in, and ends it, or is waited for, and nothing begins. One that an OpenID provider stands behind ends after
     * twelve hours in any case, so that who lost their role there loses it here.
     *
     * @param passwordHash of the password that was right; null where a provider vouches for them
     * @return its number; nothing where the account was changed
     */
    Optional<Long> begin(
            SignedIn who, @Nullable String passwordHash, String token, String address, String browser, boolean kept) {
        boolean vouchedFor = who.singleSignOn();
        return jdbc.sql("""
                        INSERT INTO sign_in (user_id, token_hash, address, browser, idle_limit, ends_at)
                        SELECT id, :token, :address, :browser, make_interval(secs => :idle),
                            clock_timestamp() + make_interval(secs => :longest)
                        FROM app_user
                        WHERE id = :user AND role = :role AND must_change_password = :mustChangePassword
                            AND password_hash IS NOT DISTINCT FROM :passwordHash AND disabled_at IS NULL
                        FOR SHARE
                        RETURNING id""")
                .param("user", who.userId())
                .param("role", who.role().name())
                .param("mustChangePassword", who.mustChangePassword())
                .param("passwordHash", passwordHash, Types.VARCHAR)
                .param("token", Tokens.hash(token))
                .param("address", ClientNetwork.of(address))
                .param("browser", browser)
                .param("idle", (kept && !vouchedFor ? KEPT : SHORT).toSeconds())
                .param("longest", (vouchedFor ? SHORT : LONGEST).toSeconds())
                .query(Long.class)
                .optional();
    }

    /** The one whose cookie holds this token, while it lasts. */
    Optional<Open> find(String token) {
        return jdbc.sql("""
                        SELECT o.*, s.idle_limit >= make_interval(secs => :kept) AS kept
                        FROM open_sign_in o
                        JOIN sign_in s ON s.id = o.id
                        WHERE o.token_hash = :token""")
                .param("token", Tokens.hash(token))
                .param("kept", KEPT.toSeconds())
                .query((row, _) -> new Open(
                        row.getLong("id"),
                        new SignedIn(
                                row.getLong("user_id"),
                                row.getString("name"),
                                Role.valueOf(row.getString("role")),
                                row.getBoolean("must_change_password"),
                                row.getBoolean("single_sign_on")),
                        row.getBoolean("kept")))
                .optional();
    }

    void end(long id) {
        jdbc.sql("UPDATE sign_in SET ended_at = clock_timestamp() WHERE id = ? AND ended_at IS NULL")
                .param(id)
                .update();
    }

    /** Ends all that somebody has, but one. */
    int endAllOf(long userId, long but) {
        return jdbc.sql("""
                        UPDATE sign_in SET ended_at = clock_timestamp()
                        WHERE user_id = ? AND id <> ? AND ended_at IS NULL""").params(userId, but).update();
    }

    /** Which of these have ended, for whatever reason; the others were seen now. */
    List<Long> endedAmong(Collection<Long> ids) {
        var array = ids.toArray(Long[]::new);
        jdbc.sql("""
                        UPDATE sign_in SET last_seen_at = clock_timestamp()
                        WHERE id = ANY (?) AND last_seen_at < clock_timestamp() - interval '5 minutes'
                            AND id IN (SELECT id FROM open_sign_in)""").param(array).update();
        return jdbc.sql("""
                        SELECT id FROM unnest(?::bigint[]) AS id
                        WHERE id NOT IN (SELECT o.id FROM open_sign_in o WHERE o.id = ANY (?::bigint[]))""")
                .params(array, array)
                .query((row, _) -> row.getLong("id"))
                .list();
    }

    /** Removes what is of no use any more, not even to tell where somebody usually signs in. */
    void removeOld() {
        jdbc.sql("""
                        DELETE FROM sign_in
                        WHERE last_seen_at < clock_timestamp() - interval '90 days'
                            AND (ended_at IS NOT NULL OR ends_at < clock_timestamp()
                                OR last_seen_at + idle_limit < clock_timestamp())""").update();
    }
}
