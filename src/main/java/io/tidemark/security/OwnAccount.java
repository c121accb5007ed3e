package io.tidemark.security;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What those who are signed in do with their own account. */
@Service
public class OwnAccount {

    private static final String DIFFERENT = "The present password is a different one.";

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Passwords passwords;
    private final Guesses guesses;
    private final SignIns signIns;
    private final RememberedSignIns remembered;
    private final Audit audit;

    OwnAccount(
            JdbcClient jdbc,
            TransactionOperations transaction,
            Passwords passwords,
            Guesses guesses,
            SignIns signIns,
            RememberedSignIns remembered,
            Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.passwords = passwords;
        this.guesses = guesses;
        this.signIns = signIns;
        this.remembered = remembered;
        this.audit = audit;
    }

    /**
     * Changes the password of whoever this thread works for, in a request of theirs, and signs them out of all other
     * browsers.
     *
     * @throws NotPossible when the present password is not that one, or the new one will not do
     */
    public void changePassword(String present, String next) {
        var who = SignedIn.current().orElseThrow();
        String presentHash = check(present);
        if (present.equals(next)) {
            throw new NotPossible("The new password is the present one.");
        }
        String objection = Passwords.objection(next, who.name());
        if (objection != null) {
            throw new NotPossible(objection);
        }
        String hash = passwords.hash(next);
        transaction.executeWithoutResult(_ -> {
            int changed = jdbc.sql("""
                            UPDATE app_user SET password_hash = ?, must_change_password = false
                            WHERE id = ? AND password_hash = ?""")
                    .param(hash)
                    .param(who.userId())
                    .param(presentHash)
                    .update();
            if (changed == 0) { // an admin has reset it meanwhile
                throw new NotPossible(DIFFERENT);
            }
            endOthers(who);
            audit.record("password changed", who.name(), "");
        });
        become(new SignedIn(who.userId(), who.name(), who.role(), false, false, who.mustAddSecondFactor()));
    }

    /**
     * Lets whoever this thread works for, in a request of theirs, go on to what they had to add a second factor for.
     *
     * @return whether they have one
     */
    public boolean secondFactorAdded() {
        var who = SignedIn.current().orElseThrow();
        boolean hasOne = jdbc.sql("SELECT has_second_factor(?)")
                .param(who.userId())
                .query(Boolean.class)
                .single();
        if (hasOne) {
            become(new SignedIn(who.userId(), who.name(), who.role(), who.mustChangePassword(), false));
        }
        return hasOne;
    }

    private void become(SignedIn who) {
        var turn = turn();
        var response = turn.getResponse();
        if (response != null) {
            remembered.become(who, turn.getRequest(), response);
        }
    }

    /**
     * Looks whether this is the password of whoever this thread works for; counts as a guess.
     *
     * @return its hash
     * @throws NotPossible when it is not
     */
    String check(String present) {
        var who = SignedIn.current().orElseThrow();
        long guess = guesses.countOwn(who);
        String hash = hash(who);
        if (hash == null || !passwords.matches(present, hash)) {
            throw new NotPossible(DIFFERENT);
        }
        guesses.wasRight(guess);
        return hash;
    }

    int endOthers(SignedIn who) {
        var session = turn().getRequest().getSession(false);
        return signIns.endAllOf(who.userId(), LiveSessions.signInOf(session).orElse(SignIns.NONE));
    }

    private @Nullable String hash(SignedIn who) {
        return jdbc.sql("SELECT password_hash FROM app_user WHERE id = ?")
                .param(who.userId())
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private static ServletRequestAttributes turn() {
        return (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
    }
}
