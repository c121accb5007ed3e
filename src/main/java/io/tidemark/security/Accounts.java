package io.tidemark.security;

import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What admins do with the accounts of others. Whoever loses something is signed out everywhere, so that it holds at once. */
@Service
public class Accounts {

    private final JdbcClient jdbc;
    private final Passwords passwords;
    private final SignIns signIns;
    private final Audit audit;

    Accounts(JdbcClient jdbc, Passwords passwords, SignIns signIns, Audit audit) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.signIns = signIns;
        this.audit = audit;
    }

    /** Everybody, by name. */
    public List<Account> all() {
        return jdbc.sql("""
                        SELECT u.id, u.name, u.role, u.issuer, u.must_change_password, u.disabled_at,
                            u.totp_secret IS NOT NULL AS codes,
                            EXISTS (SELECT FROM passkey p WHERE p.user_id = u.id) AS passkeys,
                            (SELECT max(s.last_seen_at) FROM sign_in s WHERE s.user_id = u.id) AS last_seen_at,
                            (SELECT count(*) FROM open_sign_in s WHERE s.user_id = u.id) AS browsers
                        FROM app_user u
                        ORDER BY lower(u.name)""").query(Account::read).list();
    }

    /** Whether nobody has signed in yet since the installation. */
    public boolean areUntouched() {
        return jdbc.sql("SELECT NOT EXISTS (SELECT FROM sign_in)")
                .query(Boolean.class)
                .single();
    }

    /**
     * Adds somebody.
     *
     * @return the password to hand to them, which they have to change; it cannot be seen again
     * @throws NotPossible when the name is taken, or none that somebody can have
     */
    @Transactional
    public String add(String typed, Role role) {
        String name = Names.normalised(typed);
        Names.objection(name).ifPresent(objection -> {
            throw new NotPossible(objection);
        });
        String password = Passwords.generate();
        try {
            jdbc.sql("""
                            INSERT INTO app_user (name, role, password_hash, must_change_password)
                            VALUES (?, ?, ?, true)""").params(name, role.name(), passwords.hash(password)).update();
        } catch (DuplicateKeyException e) {
            throw new NotPossible("There is a user of this name already.");
        }
        audit.record("user added", name, role.name());
        return password;
    }

    /**
     * Gives somebody another role.
     *
     * @throws NotPossible when nobody would be an admin any more, or they are gone
     */
    @Transactional
    public void changeRole(Account account, Role role) {
        lock();
        // The page may have been open for long.
        var before = role(account);
        jdbc.sql("UPDATE app_user SET role = ? WHERE id = ?")
                .params(role.name(), account.id())
                .update();
        requireAnAdmin();
        signIns.endAllOf(account.id(), SignIns.NONE);
        audit.record("role changed", account.name(), before + " -> " + role);
    }

    /**
     * Keeps somebody from signing in, or lets them again.
     *
     * @throws NotPossible when nobody would be an admin any more, or they are gone
     */
    @Transactional
    public void setDisabled(Account account, boolean disabled) {
        lock();
        requireThere(jdbc.sql("UPDATE app_user SET disabled_at = CASE WHEN ? THEN clock_timestamp() END WHERE id = ?")
                .params(disabled, account.id())
                .update());
        requireAnAdmin();
        if (disabled) {
            signIns.endAllOf(account.id(), SignIns.NONE);
        }
        audit.record(disabled ? "user disabled" : "user enabled", account.name(), "");
    }

    /**
     * Gives somebody a new password.
     *
     * @return the password to hand to them, which they have to change; it cannot be seen again
     * @throws NotPossible for one's own account, as one would be signed out before seeing it; or when they are gone
     */
    @Transactional
    public String resetPassword(Account account) {
        if (account.isOwn()) {
            throw new NotPossible("This is your own account. Change your password instead.");
        }
        String password = Passwords.generate();
        int changed =
                jdbc.sql("""
                        UPDATE app_user SET password_hash = ?, must_change_password = true
                        WHERE id = ? AND issuer IS NULL""").params(passwords.hash(password), account.id()).update();
        requireThere(changed);
        signIns.endAllOf(account.id(), SignIns.NONE);
        audit.record("password reset", account.name(), "");
        return password;
    }

    /**
     * Has somebody sign in with the password alone again, who has lost their phone and the recovery codes: takes the
     * app's codes away and the passkeys.
     *
     * @throws NotPossible when they are gone
     */
    @Transactional
    public void removeSecondFactor(Account account) {
        var _ = role(account);
        SecondFactor.remove(jdbc, account.id());
        signIns.endAllOf(account.id(), SignIns.NONE);
        audit.record("second factor removed", account.name(), "");
    }

    /**
     * Signs somebody out of all browsers.
     *
     * @throws NotPossible when they are gone
     */
    @Transactional
    public int signOutEverywhere(Account account) {
        var _ = role(account);
        int ended = signIns.endAllOf(account.id(), SignIns.NONE);
        audit.record("signed out everywhere", account.name(), browsers(ended));
        return ended;
    }

    /**
     * Removes somebody; what they did stays in the audit.
     *
     * @throws NotPossible when nobody would be an admin any more, or they are gone already
     */
    @Transactional
    public void remove(Account account) {
        lock();
        var before = role(account);
        jdbc.sql("DELETE FROM app_user WHERE id = ?").param(account.id()).update();
        requireAnAdmin();
        audit.record("user removed", account.name(), before.name());
    }

    static String browsers(int count) {
        return count == 1 ? "1 browser" : count + " browsers";
    }

    /** Two admins who demote each other at the same time must not both succeed. */
    private void lock() {
        jdbc.sql("LOCK TABLE app_user IN SHARE ROW EXCLUSIVE MODE").update();
    }

    private Role role(Account account) {
        return jdbc.sql("SELECT role FROM app_user WHERE id = ?")
                .param(account.id())
                .query((row, _) -> Role.valueOf(row.getString("role")))
                .optional()
                .orElseThrow(Accounts::gone);
    }

    private static void requireThere(int changed) {
        if (changed == 0) {
            throw gone();
        }
    }

    private static NotPossible gone() {
        return new NotPossible("There is no such user any more.");
    }

    private void requireAnAdmin() {
        boolean isLeft = jdbc.sql("SELECT EXISTS (SELECT FROM app_user WHERE role = 'ADMIN' AND disabled_at IS NULL)")
                .query(Boolean.class)
                .single();
        if (!isLeft) {
            throw new NotPossible("This is the last admin. Make somebody else an admin first.");
        }
    }
}
