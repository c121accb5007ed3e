package io.tidemark.security;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialCreationOptionsRequest;
import org.springframework.security.web.webauthn.management.ImmutableRelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyPublicKey;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The passkeys of whoever this thread works for, in a request of theirs. */
@Service
public class Passkeys {

    /** The longest name of one. */
    public static final int LONGEST_NAME = 60;

    /** As the table has it. */
    static final int MOST = 20;

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final RelyingParty relyingParty;
    private final Codes codes;
    private final OwnAccount account;
    private final Audit audit;

    Passkeys(
            JdbcClient jdbc,
            TransactionOperations transaction,
            RelyingParty relyingParty,
            Codes codes,
            OwnAccount account,
            Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.relyingParty = relyingParty;
        this.codes = codes;
        this.account = account;
        this.audit = audit;
    }

    /** What a browser is asked to make a passkey from. */
    public static final class Draft {

        private final PublicKeyCredentialCreationOptions options;
        private final PageOrigin origin;
        private final Instant since = Instant.now();

        private Draft(PublicKeyCredentialCreationOptions options, PageOrigin origin) {
            this.options = options;
            this.origin = origin;
        }

        /** As the browser takes it. */
        public String json() {
            return RelyingParty.json(options);
        }
    }

    /** All of them, in the order in which they were made. */
    public List<Passkey> all() {
        return jdbc.sql("""
                        SELECT id, name, site, created_at, last_used_at FROM passkey
                        WHERE user_id = ?
                        ORDER BY created_at, id""").param(who().userId()).query(Passkey::read).list();
    }

    /** What a new one may be called. */
    public String suggestedName() {
        var turn = (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
        return cleaned(Browser.of(turn.getRequest()));
    }

    /**
     * Begins to make one.
     *
     * @throws NotPossible when there can be none on this page, or one has too many
     */
    public Draft draft() {
        if (all().size() >= MOST) {
            throw tooMany();
        }
        var origin = PageOrigin.current();
        var options = relyingParty
                .at(origin, _ -> {})
                .createPublicKeyCredentialCreationOptions(
                        new ImmutablePublicKeyCredentialCreationOptionsRequest(new SignInToken(who())));
        return new Draft(options, origin);
    }

    /**
     * Keeps one that a browser has made. Where it is the first second factor, one is signed out of all other browsers.
     *
     * @param answer of the browser
     * @return recovery codes, which cannot be seen again; none where there are some already
     * @throws NotPossible when the answer is not right, or one has too many
     */
    public List<String> register(Draft draft, String answer, String name) {
        var who = who();
        var made = RelyingParty.made(answer).orElseThrow(Passkeys::notRight);
        if (draft.since.plus(LONGEST).isBefore(Instant.now())) {
            throw new NotPossible(SignInProblem.STALE.text());
        }
        var request = new ImmutableRelyingPartyRegistrationRequest(
                draft.options, new RelyingPartyPublicKey(made, cleaned(name)));
        return transaction.execute(_ -> {
            lock(who);
            boolean isFirst = !hasSecondFactor(who);
            try {
                relyingParty
                        .at(draft.origin, record -> insert(who, record, draft.origin.site()))
                        .registerCredential(request);
            } catch (DuplicateKeyException e) {
                throw notRight();
            } catch (DataAccessException | NotPossible e) {
                throw e;
            } catch (RuntimeException e) { // of many kinds
                throw notRight();
            }
            audit.record("passkey registered", who.name(), cleaned(name));
            if (!isFirst) {
                return List.of();
            }
            account.endOthers(who);
            return codes.newRecoveryCodes(who.userId());
        });
    }

    /** Of two at once, one waits and sees the other's. */
    private void lock(SignedIn who) {
        var _ = jdbc.sql("SELECT id FROM app_user WHERE id = ? AND issuer IS NULL FOR NO KEY UPDATE")
                .param(who.userId())
                .query(Long.class)
                .optional()
                .orElseThrow(() -> new NotPossible("Single sign-on asks for passkeys itself, where it is to."));
    }

    private boolean hasSecondFactor(SignedIn who) {
        return jdbc.sql("SELECT has_second_factor(?)")
                .param(who.userId())
                .query(Boolean.class)
                .single();
    }

    private void insert(SignedIn who, CredentialRecord record, String site) {
        var attestation = Objects.requireNonNull(record.getAttestationObject());
        int inserted = jdbc.sql("""
                        INSERT INTO passkey
                            (user_id, slot, name, site, credential_id, attestation, sign_count, transports)
                        SELECT :user, slot, :name, :site, :credential, :attestation, :count, :transports
                        FROM generate_series(1, :most) AS slot
                        WHERE slot NOT IN (SELECT p.slot FROM passkey p WHERE p.user_id = :user)
                        ORDER BY slot
                        LIMIT 1""")
                .param("user", who.userId())
                .param("name", record.getLabel())
                .param("site", site)
                .param("credential", record.getCredentialId().getBytes())
                .param("attestation", attestation.getBytes())
                .param("count", record.getSignatureCount())
                .param("transports", transports(record))
                .param("most", MOST)
                .update();
        if (inserted == 0) {
            throw tooMany();
        }
    }

    private static String[] transports(CredentialRecord record) {
        return record.getTransports().stream()
                .map(AuthenticatorTransport::getValue)
                .sorted()
                .toArray(String[]::new);
    }

    /** Gives one of one's own another name. */
    public void rename(Passkey passkey, String name) {
        transaction.executeWithoutResult(_ -> {
            int renamed = jdbc.sql("UPDATE passkey SET name = ? WHERE id = ? AND user_id = ?")
                    .params(cleaned(name), passkey.id(), who().userId())
                    .update();
            if (renamed == 1) {
                audit.record("passkey renamed", who().name(), passkey.name() + " -> " + cleaned(name));
            }
        });
    }

    /** Removes one of one's own, and signs one out of all other browsers: it may be there that it was used. */
    public void remove(Passkey passkey) {
        var who = who();
        transaction.executeWithoutResult(_ -> {
            int removed = jdbc.sql("DELETE FROM passkey WHERE id = ? AND user_id = ?")
                    .params(passkey.id(), who.userId())
                    .update();
            if (removed == 1) {
                SecondFactor.removeUnusedCodes(jdbc, who.userId());
                account.endOthers(who);
                audit.record("passkey removed", who.name(), passkey.name());
            }
        });
    }

    private static String cleaned(String name) {
        String clean = name.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ").strip();
        String kept = clean.substring(0, Math.min(clean.length(), LONGEST_NAME)).strip();
        return kept.isEmpty() ? "Passkey" : kept;
    }

    private static NotPossible tooMany() {
        return new NotPossible("You have %d passkeys, which is the most. Remove one first.".formatted(MOST));
    }

    private static NotPossible notRight() {
        return new NotPossible("What the browser sent is no new passkey for this page. Try again.");
    }

    private static SignedIn who() {
        return SignedIn.current().orElseThrow();
    }
}
