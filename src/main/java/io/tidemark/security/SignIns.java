package io.tidemark.security;

import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** Of a kept cookie: between what stays and what is exchanged. */
    private static final char SEAM = '.';

    /** How long an exchanged cookie is still good: tabs that come back together send it, and an answer may get lost. */
    static final Duration GRACE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final SecondFactorPolicy policy;

    SignIns(JdbcClient jdbc, SecondFactorPolicy policy) {
        this.jdbc = jdbc;
        this.policy = policy;
    }

    /**
     * A sign-in and whose it is.
     *
     * @param kept whether the browser shall keep it when it is closed
     * @param isPresent whether its cookie is the one of now, not the one of a moment ago
     * @param next what the cookie becomes when it is exchanged; null where it never is
     */
    record Open(
            long id,
            SignedIn who,
            boolean kept,
            boolean isPresent,
            @Nullable String next) {}

    /** What a cookie is to hold at first. */
    static String newToken(boolean kept) {
        return kept ? Tokens.generate() + SEAM + Tokens.generate() : Tokens.generate();
    }

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
        boolean rotates = kept && !vouchedFor;
        return jdbc.sql("""
                        INSERT INTO sign_in
                            (user_id, token_hash, series_hash, rotation_key, address, browser, idle_limit, ends_at)
                        SELECT id, :token, :series, :rotationKey, :address, :browser, make_interval(secs => :idle),
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
                .param("series", rotates ? Tokens.hash(series(token)) : null, Types.BINARY)
                .param("rotationKey", rotates ? Tokens.key() : null, Types.BINARY)
                .param("address", ClientNetwork.of(address))
                .param("browser", browser)
                .param("idle", (rotates ? KEPT : SHORT).toSeconds())
                .param("longest", (vouchedFor ? SHORT : LONGEST).toSeconds())
                .query(Long.class)
                .optional();
    }

    /** Whether a passkey is still there; whoever removes it ends what begins in this transaction, too. */
    boolean holdPasskey(long passkey) {
        return jdbc.sql("SELECT id FROM passkey WHERE id = ? FOR SHARE")
                .param(passkey)
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** The one whose cookie holds this token, or held it a moment ago, while it lasts. */
    Optional<Open> find(String token) {
        return jdbc.sql("""
                        SELECT o.*, s.idle_limit >= make_interval(secs => :kept) AS kept, s.rotation_key,
                            s.token_hash = :token AS is_present
                        FROM open_sign_in o
                        JOIN sign_in s ON s.id = o.id
                        WHERE s.token_hash = :token
                            OR (s.series_hash = :series AND s.former_hash = :token
                                AND s.rotated_at > clock_timestamp() - make_interval(secs => :grace))""")
                .param("token", Tokens.hash(token))
                .param("series", Tokens.hash(series(token)))
                .param("grace", GRACE.toSeconds())
                .param("kept", KEPT.toSeconds())
                .query((row, _) -> open(row, token))
                .optional();
    }

    private Open open(ResultSet row, String token) throws SQLException {
        var role = Role.valueOf(row.getString("role"));
        boolean vouchedFor = row.getBoolean("single_sign_on");
        byte[] key = row.getBytes("rotation_key");
        return new Open(
                row.getLong("id"),
                new SignedIn(
                        row.getLong("user_id"),
                        row.getString("name"),
                        role,
                        row.getBoolean("must_change_password"),
                        vouchedFor,
                        !vouchedFor && policy.demandsFrom(role, row.getBoolean("has_second_factor"))),
                row.getBoolean("kept"),
                row.getBoolean("is_present"),
                key == null ? null : series(token) + SEAM + Tokens.successor(token, key));
    }

    /**
     * Exchanges a cookie that a browser keeps; requests that show it at the same time get the same one for it.
     *
     * @return what the cookie is to hold from now on
     */
    String rotate(Open open, String token) {
        String next = open.next();
        if (next == null) {
            return token;
        }
        if (!open.isPresent()) {
            return next;
        }
        int rotated = jdbc.sql("""
                        UPDATE sign_in
                        SET token_hash = :next, former_hash = token_hash, rotated_at = clock_timestamp()
                        WHERE id = :id AND token_hash = :token
                            AND (rotated_at IS NULL OR rotated_at <= clock_timestamp() - make_interval(secs => :grace))""")
                .param("next", Tokens.hash(next))
                .param("id", open.id())
                .param("token", Tokens.hash(token))
                .param("grace", GRACE.toSeconds())
                .update();
        return rotated == 1 || !isPresent(token) ? next : token;
    }

    private boolean isPresent(String token) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM sign_in WHERE token_hash = ?)")
                .param(Tokens.hash(token))
                .query(Boolean.class)
                .single();
    }

    /**
     * Ends the one whose cookie was exchanged for another one before: somebody has shown what only a copy can be.
     *
     * @return whose it was; nothing where the token is just none
     */
    Optional<String> endCopied(String token) {
        return jdbc.sql("""
                        UPDATE sign_in s SET ended_at = clock_timestamp()
                        FROM open_sign_in o
                        WHERE o.id = s.id AND s.series_hash = :series AND s.token_hash <> :token
                        RETURNING o.name""")
                .param("series", Tokens.hash(series(token)))
                .param("token", Tokens.hash(token))
                .query(String.class)
                .optional();
    }

    private static String series(String token) {
        int seam = token.indexOf(SEAM);
        return seam < 0 ? "" : token.substring(0, seam);
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
