package io.tidemark.security;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Bounds how many passwords can be tried, on all nodes together. An account is not locked to a place it has signed in
 * from before by guesses from elsewhere. See docs/decisions/2026-11-22-sign-in.md.
 */
@Component
class Guesses {

    /** How long a wrong password counts. */
    static final Duration WINDOW = Duration.ofMinutes(15);

    static final int MOST_OF_AN_ACCOUNT = 10;
    static final int MOST_FROM_AN_ADDRESS = 50;

    private final JdbcClient jdbc;
    private final Audit audit;

    Guesses(JdbcClient jdbc, Audit audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    private record Count(
            long ofAccount,
            long ofAccountFromHere,
            long fromHere,
            boolean knownHere,
            @Nullable String knownAs) {

        boolean isTooManyFromHere() {
            return fromHere > MOST_FROM_AN_ADDRESS;
        }

        boolean isTooMany() {
            return isTooManyFromHere() || (knownHere ? ofAccountFromHere : ofAccount) > MOST_OF_AN_ACCOUNT;
        }
    }

    /**
     * Counts a guess, before it is looked at: many at once must not all pass.
     *
     * @return what {@link #wasRight} takes
     * @throws TooManyGuesses when it must not be looked at
     */
    long count(String name, String address) {
        String network = ClientNetwork.of(address);
        // Two spellings that lead to one account, as the database compares names, are guesses at one.
        long guess = jdbc.sql("""
                        INSERT INTO sign_in_failure (account, address)
                        VALUES (sha256(convert_to(folded(:name), 'UTF8')), :network)
                        RETURNING id""")
                .param("name", name)
                .param("network", network)
                .query(Long.class)
                .single();
        var count = jdbc.sql("""
                        WITH this AS (SELECT account FROM sign_in_failure WHERE id = :guess)
                        SELECT
                            count(*) FILTER (WHERE account = (SELECT account FROM this)) AS of_account,
                            count(*) FILTER (
                                WHERE account = (SELECT account FROM this) AND address = :network
                            ) AS of_account_from_here,
                            count(*) FILTER (WHERE address = :network) AS from_here,
                            EXISTS (
                                SELECT FROM sign_in s JOIN app_user u ON u.id = s.user_id
                                WHERE folded(u.name) = folded(:name) AND s.address = :network
                            ) AS known_here,
                            (SELECT name FROM app_user WHERE folded(name) = folded(:name)) AS known_as
                        FROM sign_in_failure
                        WHERE at > clock_timestamp() - make_interval(secs => :window)
                            AND (account = (SELECT account FROM this) OR address = :network)""")
                .param("guess", guess)
                .param("network", network)
                .param("name", name)
                .param("window", WINDOW.toSeconds())
                .query(Count.class)
                .single();
        if (count.isTooMany()) {
            // What is refused unseen does not prolong the wait.
            forget(guess);
            tell(count, address);
            throw new TooManyGuesses();
        }
        return guess;
    }

    /**
     * Counts a guess that somebody makes at what is their own, in a request of theirs.
     *
     * @throws NotPossible when it must not be looked at
     */
    long countOwn(SignedIn who) {
        try {
            return count(who.name(), Who.current().address());
        } catch (TooManyGuesses e) {
            throw new NotPossible(SignInProblem.TOO_MANY.text());
        }
    }

    /** Not once for each: whoever guesses does not decide how much is written down. */
    private void tell(Count count, String address) {
        String subject = count.isTooManyFromHere()
                ? "all from " + ClientNetwork.of(address)
                : Objects.requireNonNullElse(count.knownAs(), "a name that is not known");
        audit.recordOnce(
                new Who(Who.NOBODY, null, address), "sign-ins refused", subject, "too many wrong passwords", WINDOW);
    }

    /** Takes back a guess that was none. */
    void wasRight(long guess) {
        forget(guess);
    }

    private void forget(long guess) {
        jdbc.sql("DELETE FROM sign_in_failure WHERE id = ?").param(guess).update();
    }

    /** Removes what counts no more. */
    void removeOld() {
        jdbc.sql("DELETE FROM sign_in_failure WHERE at < clock_timestamp() - interval '1 day'")
                .update();
    }
}
