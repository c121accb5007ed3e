package io.tidemark.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why somebody could not sign in, as it is told to them. */
public enum SignInProblem {
    WRONG("Wrong name or password."),
    CODE("This is not the code of now. Each one works once: wait for the next."),
    PASSKEY("This passkey does not sign in here: it was removed, belongs to another address or was refused. Try your"
            + " password."),
    TOO_MANY("Too many wrong passwords. Try again in 15 minutes."),
    NO_ROLE("You were signed in, but you have no role in Tidemark. Ask whoever manages your organisation's accounts."),
    DISABLED("You were signed in, but an admin of Tidemark has disabled your account here."),
    PROVIDER("The single sign-on did not work. Try again; if it stays, look into the server's log."),
    UNREACHABLE("The single sign-on cannot be reached right now. Try again in a moment; a password works meanwhile."),
    SERVER("The server could not check it. Try again in a moment."),
    COPIED("You were signed out: your sign-in was used from a second place, as if its cookie had been copied. Sign in"
            + " again and change your password."),
    STALE("The page had been open for too long. Try again.");

    private final String text;

    SignInProblem(String text) {
        this.text = text;
    }

    /** What to say. */
    public String text() {
        return text;
    }

    String parameter() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one that an address names. */
    public static Optional<SignInProblem> named(String parameter) {
        return Arrays.stream(values())
                .filter(problem -> problem.parameter().equals(parameter))
                .findFirst();
    }
}
