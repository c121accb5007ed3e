package io.tidemark.security.keys;

import io.tidemark.security.Audit;
import io.tidemark.security.Names;
import io.tidemark.security.NotPossible;
import io.tidemark.security.Who;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes, lists, finds and revokes keys. Nothing is kept in memory: what one node revokes, all refuse at once. */
@Service
public class ApiKeys {

    public static final int LONGEST_NAME = 60;

    private final JdbcClient jdbc;
    private final Audit audit;

    ApiKeys(JdbcClient jdbc, Audit audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /**
     * Makes a key.
     *
     * @param typed its name: 1 to {@link #LONGEST_NAME} characters, not that of another key that is not revoked
     * @param scopes at least one
     * @param expiresAt from when it is refused; null for never
     * @throws NotPossible when it could be taken for another name; see {@link Names}
     * @throws NameTaken when there is a key of this name
     */
    @Transactional
    public NewKey create(String typed, Collection<KeyScope> scopes, @Nullable Instant expiresAt, Who by) {
        String name = Names.normalised(typed);
        Names.objection(name).ifPresent(objection -> {
            throw new NotPossible(objection);
        });
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            throw new NotPossible("The name of a key has at most %d characters.".formatted(LONGEST_NAME));
        }
        String secret = KeyText.random();
        try {
            ApiKey key = jdbc.sql("""
                            INSERT INTO api_key (name, prefix, secret_hash, scopes, created_by, expires_at)
                            VALUES (:name, :prefix, :hash, :scopes, :createdBy, :expiresAt)
                            RETURNING
                            """ + ApiKey.COLUMNS)
                    .param("name", name)
                    .param("prefix", KeyText.prefix(secret))
                    .param("hash", KeyText.hash(secret))
                    .param("scopes", words(scopes))
                    .param("createdBy", by.name())
                    .param("expiresAt", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                    .query(ApiKey::read)
                    .single();
            audit.record(by, "key created", key.displayName(), described(key));
            return new NewKey(key, secret);
        } catch (DuplicateKeyException e) {
            throw new NameTaken(name, e);
        }
    }

    /** All keys, those that are accepted first, the newest on top. */
    public List<ApiKey> all() {
        return jdbc.sql("SELECT " + ApiKey.COLUMNS + " FROM api_key ORDER BY state, id DESC")
                .query(ApiKey::read)
                .list();
    }

    /**
     * The key with this secret.
     *
     * @throws KeyRefused when there is none, or it is not accepted any more
     */
    ApiKey accept(String secret) {
        if (!KeyText.isWhole(secret)) {
            throw new KeyRefused("This is no key, or not all of one: a key begins with %s and has %d characters."
                    .formatted(KeyText.START, KeyText.LENGTH));
        }
        ApiKey key = find(secret).orElseThrow(() -> new KeyRefused("There is no such key."));
        return switch (key.state()) {
            case ACTIVE -> key;
            case EXPIRED ->
                throw new KeyRefused("The key %s expired at %s.".formatted(key.displayName(), key.expiresAt()));
            case REVOKED -> throw new KeyRefused("The key %s is revoked.".formatted(key.displayName()));
        };
    }

    private Optional<ApiKey> find(String secret) {
        return jdbc.sql("SELECT " + ApiKey.COLUMNS + " FROM api_key WHERE secret_hash = :hash")
                .param("hash", KeyText.hash(secret))
                .query(ApiKey::read)
                .optional();
    }

    /** Has a key refused from now on; false where it was already. */
    @Transactional
    public boolean revoke(long id, Who by) {
        var revoked = jdbc.sql("""
                        UPDATE api_key
                        SET revoked_at = clock_timestamp(), revoked_by = :revokedBy
                        WHERE id = :id AND revoked_at IS NULL
                        RETURNING
                        """ + ApiKey.COLUMNS)
                .param("id", id)
                .param("revokedBy", by.name())
                .query(ApiKey::read)
                .optional();
        revoked.ifPresent(key -> audit.record(by, "key revoked", key.displayName(), described(key)));
        return revoked.isPresent();
    }

    /** Notes that a key is in use, unless that was noted within the last minute. */
    void used(long id) {
        jdbc.sql("""
                        UPDATE api_key
                        SET last_used_at = clock_timestamp()
                        WHERE id = :id
                            AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute')
                        """).param("id", id).update();
    }

    private static String described(ApiKey key) {
        return "%s; expires %s"
                .formatted(
                        key.scopes().stream().map(KeyScope::word).collect(Collectors.joining(", ")),
                        key.expiresAt() == null ? "never" : key.expiresAt());
    }

    private static SqlArrayValue words(Collection<KeyScope> scopes) {
        return new SqlArrayValue(
                "text", scopes.stream().map(KeyScope::word).distinct().sorted().toArray());
    }
}
