package io.tidemark.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes an admin where there is none, at the first start and after the last one was removed in the database, and gives the
 * admin that it makes a new password where the installation asks for that.
 */
@Component
public class FirstAdmin implements SmartInitializingSingleton {

    /** How it is called. */
    public static final String NAME = "admin";

    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Passwords passwords;
    private final SignIns signIns;
    private final Audit audit;
    private final String chosen;
    private final boolean reset;
    private @Nullable NewPassword generated;
    private volatile boolean hasChosenPassword;

    FirstAdmin(
            JdbcClient jdbc,
            TransactionOperations transaction,
            Passwords passwords,
            SignIns signIns,
            Audit audit,
            @Value("${tidemark.admin-password:}") String chosen,
            @Value("${tidemark.reset-admin-password:false}") boolean reset) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.passwords = passwords;
        this.signIns = signIns;
        this.audit = audit;
        this.chosen = chosen;
        this.reset = reset;
    }

    /** A password that was made up, and whose it is. */
    public record NewPassword(String user, String password) {

        @Override
        public String toString() {
            return "NewPassword of " + user;
        }
    }

    private record Made(long id, String name) {}

    @Override
    public void afterSingletonsInstantiated() {
        transaction.executeWithoutResult(_ -> {
            if (reset || !adminIsThere()) {
                make();
            }
        });
        hasChosenPassword = !chosen.isEmpty() && passwords.matches(chosen, untouchedHash());
    }

    private void make() {
        String password = chosen.isEmpty() ? Passwords.generate() : chosen;
        write(passwords.hash(password)).ifPresent(made -> {
            SecondFactor.remove(jdbc, made.id());
            signIns.endAllOf(made.id(), SignIns.NONE);
            generated = chosen.isEmpty() ? new NewPassword(made.name(), password) : null;
            var tidemark = new Who("Tidemark", null, "");
            if (reset) {
                audit.record(tidemark, "password reset", made.name(), "by a start with tidemark.reset-admin-password");
                log.warn(
                        "event=admin_password_reset user=\"{}\" advice=\"Start without TIDEMARK_RESET_ADMIN_PASSWORD"
                                + " from now on: each start with it resets the password again.\"",
                        made.name());
            } else {
                audit.record(tidemark, "user added", made.name(), "ADMIN, because there was none");
            }
        });
    }

    /**
     * Of several nodes that start at once, one makes it. Somebody whom an OpenID provider vouches for keeps their account
     * whatever it is called: then the admin gets a number.
     */
    private Optional<Made> write(String hash) {
        return jdbc.sql("""
                        INSERT INTO app_user AS u (name, role, password_hash, must_change_password)
                        SELECT name, 'ADMIN', :hash, true
                        FROM (
                            SELECT n, :name || CASE WHEN n > 1 THEN format(' (%s)', n) ELSE '' END AS name
                            FROM generate_series(1, 1000) AS n
                        ) AS wanted
                        WHERE NOT EXISTS (
                            SELECT FROM app_user taken WHERE folded(taken.name) = wanted.name AND taken.issuer IS NOT NULL)
                        ORDER BY n
                        LIMIT 1
                        ON CONFLICT (lower(lower(name COLLATE "C") COLLATE "default")) DO UPDATE
                        SET role = 'ADMIN', password_hash = :hash, must_change_password = true, disabled_at = NULL
                        WHERE u.issuer IS NULL AND (:reset OR u.role <> 'ADMIN' OR u.disabled_at IS NOT NULL)
                        RETURNING id, name""")
                .param("name", NAME)
                .param("hash", hash)
                .param("reset", reset)
                .query(Made.class)
                .optional();
    }

    private boolean adminIsThere() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM app_user WHERE role = 'ADMIN' AND disabled_at IS NULL)")
                .query(Boolean.class)
                .single();
    }

    private @Nullable String untouchedHash() {
        return jdbc.sql("SELECT password_hash FROM app_user WHERE folded(name) = :name AND must_change_password")
                .param("name", NAME)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /** Whether its first password is the one that whoever installed Tidemark has set, so that none was printed. */
    public boolean hasChosenPassword() {
        return hasChosenPassword;
    }

    /** The password that was made up for it, for whoever starts the server to see; told once. */
    public Optional<NewPassword> takePassword() {
        var password = Optional.ofNullable(generated);
        generated = null;
        return password;
    }

    /**
     * What is wrong with a password that the environment sets for it; nothing where none is set.
     *
     * @param chosen what {@code tidemark.admin-password} holds
     */
    public static Optional<String> objection(String chosen) {
        return chosen.isEmpty() ? Optional.empty() : Optional.ofNullable(Passwords.objection(chosen, NAME));
    }
}
