package io.tidemark.security;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** The second factor of whoever this thread works for: codes of an authenticator app, and recovery codes beside them. */
@Service
public class SecondFactor {

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Codes codes;
    private final Guesses guesses;
    private final OwnAccount account;
    private final Audit audit;

    SecondFactor(
            JdbcClient jdbc,
            TransactionOperations transaction,
            Codes codes,
            Guesses guesses,
            OwnAccount account,
            Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.codes = codes;
        this.guesses = guesses;
        this.account = account;
        this.audit = audit;
    }

    /** A secret that is good for nothing yet. */
    public static final class Draft {

        private final byte[] secret = Totp.newSecret();
        private final String name;

        private Draft(String name) {
            this.name = name;
        }

        /** What an app takes when it is typed. */
        public String secret() {
            return Totp.base32(secret);
        }

        /** What an app takes when it is shown as a picture. */
        public String address() {
            return "otpauth://totp/Tidemark:%s?secret=%s&issuer=Tidemark"
                    .formatted(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"), secret());
        }

        @Override
        public String toString() {
            return "Draft of " + name;
        }
    }

    /** Whether one is asked for codes of an app. */
    public boolean isOn() {
        return jdbc.sql("SELECT totp_secret IS NOT NULL FROM app_user WHERE id = ?")
                .param(who().userId())
                .query(Boolean.class)
                .single();
    }

    /** Whether one has passkeys, which are asked for beside the password as well. */
    public boolean hasPasskeys() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM passkey WHERE user_id = ?)")
                .param(who().userId())
                .query(Boolean.class)
                .single();
    }

    /** How many recovery codes are left. */
    public int recoveryCodes() {
        return jdbc.sql("SELECT count(*) FROM recovery_code WHERE user_id = ?")
                .param(who().userId())
                .query(Integer.class)
                .single();
    }

    /** A new secret to show. */
    public Draft draft() {
        return new Draft(who().name());
    }

    /**
     * Begins to ask for codes, and signs one out of all other browsers.
     *
     * @param code that the app shows, so that nobody locks themselves out
     * @return the recovery codes, which cannot be seen again
     * @throws NotPossible when the code is a different one, or too many wrong ones were tried
     */
    public List<String> turnOn(Draft draft, String code) {
        var who = who();
        long guess = guesses.countOwn(who);
        var step = Totp.stepOf(
                code.replaceAll("\\s", ""), draft.secret, InstantSource.system().instant());
        if (step.isEmpty()) {
            throw new NotPossible("This is not the code of now. Is the clock of the phone right?");
        }
        guesses.wasRight(guess);
        return transaction.execute(_ -> {
            int changed = jdbc.sql("UPDATE app_user SET totp_secret = ?, totp_step = ? WHERE id = ? AND issuer IS NULL")
                    .params(draft.secret, step.getAsLong(), who.userId())
                    .update();
            if (changed == 0) {
                throw new NotPossible("Single sign-on asks for a second factor itself, where it is to.");
            }
            account.endOthers(who);
            audit.record("second factor turned on", who.name(), "");
            return codes.newRecoveryCodes(who.userId());
        });
    }

    /** Ends the asking for codes. */
    public void turnOff() {
        var who = who();
        transaction.executeWithoutResult(_ -> {
            removeCodes(jdbc, who.userId());
            account.endOthers(who);
            audit.record("second factor turned off", who.name(), "");
        });
    }

    /** New recovery codes instead of those that there are; they cannot be seen again. */
    public List<String> newRecoveryCodes() {
        var who = who();
        return transaction.execute(_ -> {
            audit.record("recovery codes made", who.name(), "");
            return codes.newRecoveryCodes(who.userId());
        });
    }

    /** Has somebody sign in with the password alone. */
    static void remove(JdbcClient jdbc, long userId) {
        jdbc.sql("DELETE FROM passkey WHERE user_id = ?").param(userId).update();
        removeCodes(jdbc, userId);
    }

    private static void removeCodes(JdbcClient jdbc, long userId) {
        jdbc.sql("UPDATE app_user SET totp_secret = NULL, totp_step = NULL WHERE id = ?")
                .param(userId)
                .update();
        removeUnusedCodes(jdbc, userId);
    }

    /** Recovery codes are of no use to who has nothing that they could stand for. */
    static void removeUnusedCodes(JdbcClient jdbc, long userId) {
        jdbc.sql("DELETE FROM recovery_code WHERE user_id = ? AND NOT has_second_factor(user_id)")
                .param(userId)
                .update();
    }

    private static SignedIn who() {
        return SignedIn.current().orElseThrow();
    }
}
