package io.tidemark.testing;

import io.tidemark.security.Role;
import io.tidemark.security.Who;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People who are signed in without having typed a password, which takes a tenth of a second each time. */
public final class TestUsers {

    /** The name of the cookie that says who somebody is. */
    public static final String COOKIE = "tidemark-sign-in";

    /** Somebody who does what a test needs to be done. */
    public static final Who WHO = new Who("test", null, "");

    private final JdbcClient jdbc;

    public TestUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the header {@code Cookie} has to be for a request of somebody with this role. */
    public String cookie(Role role) {
        return COOKIE + "=" + token(role);
    }

    /** What the cookie holds, for a new sign-in of test-admin or test-viewer. */
    public String token(Role role) {
        return token("test-" + role.name().toLowerCase(Locale.ROOT), role);
    }

    /** The same for a user of this name, who has this role from now on. */
    public String token(String name, Role role) {
        String token = UUID.randomUUID().toString();
        // First, as whoever gets another role is signed out.
        jdbc.sql("""
                        INSERT INTO app_user (name, role, password_hash) VALUES (:name, :role, '{noop}')
                        ON CONFLICT (lower(lower(name COLLATE "C") COLLATE "default")) DO UPDATE SET role = :role""").param("name", name).param("role", role.name()).update();
        jdbc.sql("""
                        INSERT INTO sign_in (user_id, token_hash, address, browser, idle_limit, ends_at)
                        SELECT id, :hash, '127.0.0.1', 'A test', '1 day', now() + interval '1 day'
                        FROM app_user
                        WHERE folded(name) = folded(:name)""").param("name", name).param("hash", sha256(token)).update();
        return token;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
