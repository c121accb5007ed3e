package io.tidemark.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes an admin where there is none: at the first start, and after the last one was removed in the database. */
@Component
public class FirstAdmin implements ApplicationRunner {

    /** How it is called. */
    public static final String NAME = "admin";

    private final JdbcClient jdbc;
    private final Passwords passwords;
    private final Audit audit;
    private final String chosen;
    private @Nullable String generated;
    private volatile boolean hasChosenPassword;

    FirstAdmin(JdbcClient jdbc, Passwords passwords, Audit audit, @Value("${tidemark.admin-password:}") String chosen) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.audit = audit;
        this.chosen = chosen;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        makeWhereThereIsNone();
        hasChosenPassword = !chosen.isEmpty() && passwords.matches(chosen, untouchedHash());
    }

    private void makeWhereThereIsNone() {
        boolean isThere = jdbc.sql("SELECT EXISTS (SELECT FROM app_user WHERE role = 'ADMIN' AND disabled_at IS NULL)")
                .query(Boolean.class)
                .single();
        if (isThere) {
            return;
        }
        String objection = chosen.isEmpty() ? null : Passwords.objection(chosen, NAME);
        if (objection != null) {
            throw new WeakAdminPassword(objection);
        }
        String password = chosen.isEmpty() ? Passwords.generate() : chosen;
        // Of several nodes that start at once, one makes it.
        int made = jdbc.sql("""
                        INSERT INTO app_user AS u (name, role, password_hash, must_change_password)
                        VALUES (:name, 'ADMIN', :hash, true)
                        ON CONFLICT (lower(name)) DO UPDATE
                        SET role = 'ADMIN', password_hash = :hash, must_change_password = true, disabled_at = NULL,
                            issuer = NULL, subject = NULL
                        WHERE u.role <> 'ADMIN' OR u.disabled_at IS NOT NULL""")
                .param("name", NAME)
                .param("hash", passwords.hash(password))
                .update();
        if (made > 0) {
            generated = chosen.isEmpty() ? password : null;
            audit.record(new Who("Tidemark", null, ""), "user added", NAME, "ADMIN, because there was none");
        }
    }

    private @Nullable String untouchedHash() {
        return jdbc.sql("SELECT password_hash FROM app_user WHERE lower(name) = :name AND must_change_password")
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
    public Optional<String> takePassword() {
        var password = Optional.ofNullable(generated);
        generated = null;
        return password;
    }
}
