package io.tidemark.security;

import io.tidemark.database.UnstorableText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Checks a name and a password, and then the code of those who have a second factor; or a passkey. Whatever is wrong with them, it takes the same steps, the same time, and says the same.
 */
@Component
class PasswordCheck implements AuthenticationProvider {

    private static final Logger log = LoggerFactory.getLogger(PasswordCheck.class);

    private final JdbcClient jdbc;
    private final Passwords passwords;
    private final Guesses guesses;
    private final Audit audit;
    private final Codes codes;
    private final PasskeyCheck passkeys;
    private final SecondFactorPolicy policy;

    PasswordCheck(
            JdbcClient jdbc,
            Passwords passwords,
            Guesses guesses,
            Audit audit,
            Codes codes,
            PasskeyCheck passkeys,
            SecondFactorPolicy policy) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.guesses = guesses;
        this.audit = audit;
        this.codes = codes;
        this.passkeys = passkeys;
        this.policy = policy;
    }

    private record Known(
            long id,
            String name,
            Role role,
            boolean mustChangePassword,
            @Nullable String passwordHash,
            boolean disabled,
            boolean hasCodes,
            boolean hasPasskeys) {

        boolean hasSecondFactor() {
            return hasCodes || hasPasskeys;
        }
    }

    /**
     * What a sign-in begins with only while the account still has it.
     *
     * @param passwordHash of the password, whether it was given or not
     * @param passkey that was used; null where none was
     */
    record Checked(String passwordHash, @Nullable Long passkey) {

        @Override
        public String toString() {
            return "Checked";
        }
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String name = Names.normalised(attempt.getName());
        try {
            return check(attempt, Names.isStorable(name) ? name : Names.standIn(name));
        } catch (DataAccessException e) {
            if (UnstorableText.in(e).isPresent()) { // in the encoding of this database: nobody is called that either
                return checkUnder(Names.standIn(name), attempt);
            }
            throw new InternalAuthenticationServiceException("The database did not answer", e);
        }
    }

    private Authentication checkUnder(String standIn, Authentication attempt) {
        try {
            return check(attempt, standIn);
        } catch (DataAccessException e) {
            throw new InternalAuthenticationServiceException("The database did not answer", e);
        }
    }

    private Authentication check(Authentication attempt, String name) {
        if (attempt.getDetails() instanceof CodeDetails details) {
            if (!details.passkey().isEmpty()) {
                return checkPasskey(details);
            }
            if (details.code() != null) {
                return checkCode(details.half(), details.code(), details.getRemoteAddress());
            }
        }
        return checkPassword(attempt, name);
    }

    private Authentication checkPassword(Authentication attempt, String name) {
        String address =
                attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        long guess = guesses.count(name, address);
        var known = find(name);
        String hash = known.map(Known::passwordHash).orElse(null);
        boolean right = passwords.matches(String.valueOf(attempt.getCredentials()), hash);
        if (!right || hash == null || known.isEmpty() || known.get().disabled()) {
            refused(known, right, address);
            throw new BadCredentialsException("Wrong name or password");
        }
        guesses.wasRight(guess);
        if (known.get().hasSecondFactor()) {
            throw new CodeNeeded(
                    known.get().name(),
                    hash,
                    known.get().hasCodes(),
                    known.get().hasPasskeys());
        }
        return signedIn(known.get(), new Checked(hash, null));
    }

    private Authentication checkCode(@Nullable HalfSignIn half, String code, String address) {
        if (half == null) {
            throw new AuthenticationCredentialsNotFoundException("The password was given long ago");
        }
        long guess = guesses.count(half.name(), address);
        var known = find(half.name()).filter(user -> half.passwordHash().equals(user.passwordHash()));
        if (known.isEmpty() || known.get().disabled() || !codes.take(known.get().id(), code)) {
            audit.record(new Who(Who.NOBODY, null, address), "sign-in failed", half.name(), "code");
            log.warn("event=sign_in_failed known=true address={}", address);
            throw new WrongCode();
        }
        guesses.wasRight(guess);
        return signedIn(known.get(), new Checked(half.passwordHash(), null));
    }

    /** Needs neither name nor password: the device is one factor, what unlocks it the other. */
    private Authentication checkPasskey(CodeDetails details) {
        var used = passkeys.check(details.challenge(), details.passkey(), details.getRemoteAddress());
        var owner = find(used.owner()).orElseThrow(() -> new BadCredentialsException("The account is gone"));
        return signedIn(owner, new Checked(String.valueOf(owner.passwordHash()), used.id()));
    }

    private Authentication signedIn(Known user, Checked details) {
        var principal = new SignedIn(
                user.id(),
                user.name(),
                user.role(),
                user.mustChangePassword(),
                false,
                policy.demandsFrom(user.role(), user.hasSecondFactor()));
        var checked = UsernamePasswordAuthenticationToken.authenticated(principal, null, principal.authorities());
        checked.setDetails(details);
        return checked;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private Optional<Known> find(String name) {
        return jdbc.sql("""
                        SELECT id, name, role, must_change_password, password_hash, disabled_at IS NOT NULL AS disabled,
                            totp_secret IS NOT NULL AS has_codes,
                            EXISTS (SELECT FROM passkey WHERE user_id = app_user.id) AS has_passkeys
                        FROM app_user
                        WHERE folded(name) = folded(?)""").param(name).query(Known.class).optional();
    }

    /** An unknown name is not written down: it may be a password in the wrong field. */
    private void refused(Optional<Known> known, boolean right, String address) {
        String subject = known.map(Known::name).orElse("a name that is not known");
        String why = known.isEmpty()
                ? ""
                : right ? "disabled" : known.get().passwordHash() == null ? "no password" : "password";
        audit.record(new Who(Who.NOBODY, null, address), "sign-in failed", subject, why);
        log.warn("event=sign_in_failed known={} address={}", known.isPresent(), address);
    }
}
