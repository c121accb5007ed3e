package io.tidemark.security;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes the codes of second factors. Each is good once, on all nodes together. */
@Component
class Codes {

    /** How many recovery codes somebody gets. */
    static final int RECOVERY_CODES = 10;

    /** Of a recovery code: 119 bits, of which a plain hash can be stored. */
    private static final int GROUPS = 6;

    private static final int LONGEST = 40;

    private final JdbcClient jdbc;
    private final InstantSource clock = InstantSource.system();

    Codes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it is the code of now, or a recovery code; it is not from now on. */
    boolean take(long userId, String typed) {
        if (typed.length() > LONGEST) {
            return false;
        }
        String code = typed.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
        return takeOfNow(userId, code) || takeRecovery(userId, code);
    }

    private boolean takeOfNow(long userId, String code) {
        var secret = jdbc.sql("SELECT totp_secret FROM app_user WHERE id = ? AND totp_secret IS NOT NULL")
                .param(userId)
                .query((row, _) -> row.getBytes("totp_secret"))
                .optional();
        var step = secret.stream()
                .flatMapToLong(known -> Totp.stepOf(code, known, clock.instant()).stream())
                .findFirst();
        return step.isPresent()
                && jdbc.sql("UPDATE app_user SET totp_step = :step WHERE id = :user AND totp_step < :step")
                                .param("step", step.getAsLong())
                                .param("user", userId)
                                .update()
                        == 1;
    }

    private boolean takeRecovery(long userId, String code) {
        return jdbc.sql("DELETE FROM recovery_code WHERE user_id = ? AND code_hash = ?")
                        .params(userId, Tokens.hash(code))
                        .update()
                == 1;
    }

    /** Replaces somebody's recovery codes. */
    List<String> newRecoveryCodes(long userId) {
        jdbc.sql("DELETE FROM recovery_code WHERE user_id = ?").param(userId).update();
        var codes = Stream.generate(() -> Passwords.generate(GROUPS))
                .limit(RECOVERY_CODES)
                .toList();
        codes.forEach(code -> jdbc.sql("INSERT INTO recovery_code (user_id, code_hash) VALUES (?, ?)")
                .params(userId, Tokens.hash(code))
                .update());
        return codes;
    }
}
