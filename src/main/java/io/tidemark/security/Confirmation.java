package io.tidemark.security;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Whether it is still the one who signed in: whoever finds an open page does not know the password. Kept with the
 * sign-in, so it holds on every node. Those whom an OpenID provider vouches for have no password here, and sign in anew
 * every twelve hours.
 */
@Service
public class Confirmation {

    private final JdbcClient jdbc;
    private final OwnAccount account;
    private final Duration window;

    Confirmation(JdbcClient jdbc, OwnAccount account, @Value("${tidemark.confirmation-window}") Duration window) {
        this.jdbc = jdbc;
        this.account = account;
        this.window = window;
    }

    /** How long a password that was given is enough. */
    public Duration window() {
        return window;
    }

    /** Whether the one whom this thread works for has given the password a short while ago. */
    public boolean isRecent() {
        if (SignedIn.current().orElseThrow().singleSignOn()) {
            return true;
        }
        return jdbc.sql("""
                        SELECT EXISTS (
                            SELECT FROM sign_in
                            WHERE id = ? AND confirmed_at > clock_timestamp() - make_interval(secs => ?))""")
                .params(OwnBrowsers.thisOne().orElse(SignIns.NONE), window.toSeconds())
                .query(Boolean.class)
                .single();
    }

    /**
     * Takes the password of the one whom this thread works for.
     *
     * @throws NotPossible when it is a different one, or too many wrong ones were tried
     */
    public void give(String password) {
        account.check(password);
        jdbc.sql("UPDATE sign_in SET confirmed_at = clock_timestamp() WHERE id = ?")
                .param(OwnBrowsers.thisOne().orElse(SignIns.NONE))
                .update();
    }
}
