package io.tidemark.security;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.stereotype.Component;

/**
 * Checks what a passkey has signed. Spring Security does what WebAuthn asks for (challenge, origin, signature, that the
 * device knew its owner), and this class what it leaves out: the account behind it, and the counter.
 */
@Component
class PasskeyCheck {

    private static final Logger log = LoggerFactory.getLogger(PasskeyCheck.class);

    /** Guesses with what no browser sends count under it; nobody can be called so. */
    private static final String NONSENSE = "(no passkey)";

    private final JdbcClient jdbc;
    private final RelyingParty relyingParty;
    private final Guesses guesses;
    private final Audit audit;

    PasskeyCheck(JdbcClient jdbc, RelyingParty relyingParty, Guesses guesses, Audit audit) {
        this.jdbc = jdbc;
        this.relyingParty = relyingParty;
        this.guesses = guesses;
        this.audit = audit;
    }

    /** A passkey that was right, and whose it is. */
    record Used(long id, String owner) {}

    private record Known(long id, String owner, UUID handle, String site, boolean disabled) {}

    /** Its message is for the audit. */
    private static final class NotRight extends RuntimeException {

        NotRight(String why) {
            super(why);
        }
    }

    /**
     * Takes the answer to a challenge, which is good for no other one from now on; counts as a guess.
     *
     * @throws WrongPasskey when it is not right
     */
    Used check(@Nullable PasskeyChallenge challenge, String answer, String address) {
        var asked = Optional.ofNullable(challenge)
                .flatMap(PasskeyChallenge::take)
                .orElseThrow(() -> new AuthenticationCredentialsNotFoundException("Nothing was asked, or long ago"));
        var given = RelyingParty.used(answer);
        var known = given.flatMap(this::find);
        long guess = guesses.count(
                known.map(Known::owner)
                        .or(() -> given.map(
                                nobodys -> Names.standIn(nobodys.getRawId().toBase64UrlString())))
                        .orElse(NONSENSE),
                address);
        if (given.isEmpty() || known.isEmpty()) {
            throw refused("a passkey that is not known", "passkey", asked, address);
        }
        try {
            check(asked, given.get(), known.get());
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            String why = e instanceof NotRight ? "passkey: " + e.getMessage() : "passkey";
            throw refused(known.get().owner(), why, asked, address);
        }
        guesses.wasRight(guess);
        return new Used(known.get().id(), known.get().owner());
    }

    private void check(PasskeyChallenge asked, PublicKeyCredential<AuthenticatorAssertionResponse> given, Known known) {
        if (known.disabled()) {
            throw new NotRight("disabled");
        }
        if (!known.site().equals(asked.origin().site())) {
            throw new NotRight("made for " + known.site());
        }
        var handle = given.getResponse().getUserHandle();
        boolean mayBeMissing = asked.inSecondStep();
        if (handle == null ? !mayBeMissing : !handle.equals(PasskeyRecords.handle(known.handle()))) {
            throw new NotRight("of another account");
        }
        relyingParty
                .at(asked.origin(), record -> count(known, record.getSignatureCount()))
                .authenticate(new RelyingPartyAuthenticationRequest(asked.options(), given));
    }

    /** Spring Security compares the counter with the one of the registration alone. Two at once must not both pass. */
    private void count(Known known, long signatures) {
        int counted = jdbc.sql("""
                        UPDATE passkey SET sign_count = :signatures, last_used_at = clock_timestamp()
                        WHERE id = :id AND (sign_count < :signatures OR (sign_count = 0 AND :signatures = 0))""")
                .param("id", known.id())
                .param("signatures", signatures)
                .update();
        if (counted == 0) {
            log.warn("event=passkey_counter_went_back user=\"{}\"", known.owner());
            throw new NotRight("its counter went back, as if it had been copied");
        }
    }

    private Optional<Known> find(PublicKeyCredential<AuthenticatorAssertionResponse> given) {
        return jdbc.sql("""
                        SELECT p.id, u.name AS owner, u.passkey_handle AS handle, p.site,
                            u.disabled_at IS NOT NULL AS disabled
                        FROM passkey p
                        JOIN app_user u ON u.id = p.user_id
                        WHERE p.credential_id = ?""")
                .param(given.getRawId().getBytes())
                .query(Known.class)
                .optional();
    }

    private WrongPasskey refused(String subject, String why, PasskeyChallenge asked, String address) {
        audit.record(new Who(Who.NOBODY, null, address), "sign-in failed", subject, why);
        log.warn("event=sign_in_failed passkey=true address={}", address);
        return new WrongPasskey(asked.inSecondStep());
    }
}
