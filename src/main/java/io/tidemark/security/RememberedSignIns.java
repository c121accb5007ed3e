package io.tidemark.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.RememberMeServices;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives a browser that signs in a cookie by which any node knows it again, after a restart too. Why not Spring Security's
 * own: see docs/decisions/2026-11-22-sign-in.md.
 */
@Component
class RememberedSignIns implements RememberMeServices, LogoutHandler {

    private static final Logger log = LoggerFactory.getLogger(RememberedSignIns.class);

    /** Of the checkbox; also that of the password form. */
    static final String KEEP = "keep";

    /** Whether one signs out of all browsers. */
    private static final String EVERYWHERE = "everywhere";

    /** Spring Security asks for one, for tokens of its own. */
    final String key = UUID.randomUUID().toString();

    private final SecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    private final TransactionOperations transaction;
    private final SignIns signIns;
    private final LiveSessions sessions;
    private final Audit audit;
    private final Counter copied;

    RememberedSignIns(
            TransactionOperations transaction,
            SignIns signIns,
            LiveSessions sessions,
            Audit audit,
            MeterRegistry metrics) {
        copied = Counter.builder("tidemark.sign.ins.copied")
                .description("Kept sign-ins that were ended because their cookie was used in two places")
                .register(metrics);
        this.transaction = transaction;
        this.signIns = signIns;
        this.sessions = sessions;
        this.audit = audit;
    }

    @Override
    public @Nullable Authentication autoLogin(HttpServletRequest request, HttpServletResponse response) {
        var token = SignInCookie.in(request);
        if (token.isEmpty()) {
            return null;
        }
        try {
            var open = signIns.find(token.get());
            if (open.isEmpty()) {
                signIns.endCopied(token.get()).ifPresent(name -> tellOfCopy(name, request));
                SignInCookie.remove(request, response);
                return null;
            }
            sessions.bind(request.getSession(), open.get().id());
            if (open.get().kept()) {
                // Its days are counted from the last visit, not from the first.
                SignInCookie.set(request, response, signIns.rotate(open.get(), token.get()), SignIns.KEPT);
            }
            return new SignInToken(open.get().who());
        } catch (DataAccessException e) {
            log.warn("event=sign_in_not_looked_up cause=\"{}\"", e.getMessage());
            return null;
        }
    }

    /** Whoever comes second, the thief or the robbed one, is told. */
    private void tellOfCopy(String name, HttpServletRequest request) {
        copied.increment();
        SignInExplanation.keep(request, SignInProblem.COPIED);
        audit.record(
                new Who(Who.NOBODY, null, request.getRemoteAddr()),
                "sign-in ended",
                name,
                "an outdated cookie was shown, by " + Browser.of(request) + ": it was copied");
        log.warn("event=sign_in_copied user=\"{}\" address={}", name, request.getRemoteAddr());
    }

    @Override
    public void loginFail(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public void loginSuccess(HttpServletRequest request, HttpServletResponse response, Authentication successful) {
        try {
            begin(request, response, successful);
        } catch (DataAccessException | TransactionException e) {
            beNobody(request, response);
            throw new InternalAuthenticationServiceException("The database did not take it", e);
        } catch (RuntimeException e) {
            beNobody(request, response);
            throw e;
        }
    }

    private void begin(HttpServletRequest request, HttpServletResponse response, Authentication successful) {
        var before = SignInCookie.in(request).flatMap(signIns::find);
        var who = ProviderUser.signedIn(successful);
        boolean kept = request.getParameter(KEEP) != null;
        String token = SignIns.newToken(kept);
        var checked = successful.getDetails() instanceof PasswordCheck.Checked given ? given : null;
        String hash = checked == null ? null : checked.passwordHash();
        Long passkey = checked == null ? null : checked.passkey();
        var begun = transaction.execute(_ -> {
            var id = passkey == null || signIns.holdPasskey(passkey)
                    ? signIns.begin(who, hash, token, request.getRemoteAddr(), Browser.of(request), kept)
                    : Optional.<Long>empty();
            if (id.isPresent()) {
                String by = passkey != null ? ", passkey" : who.singleSignOn() ? ", single sign-on" : "";
                audit.record("signed in", who.name(), Browser.of(request) + by);
            }
            return id;
        });
        long id = begun.orElseThrow(() -> changedMeanwhile(who, request));
        sessions.bind(request.getSession(), id);
        before.ifPresent(open -> signIns.end(open.id()));
        SignInCookie.set(request, response, token, kept ? SignIns.KEPT : SignInCookie.WINDOW);
        become(who, request, response);
        log.info("event=signed_in user=\"{}\" address={}", who.name(), request.getRemoteAddr());
    }

    private AuthenticationException changedMeanwhile(SignedIn who, HttpServletRequest request) {
        var nobody = new Who(Who.NOBODY, null, request.getRemoteAddr());
        audit.record(nobody, "sign-in failed", who.name(), "the account was changed meanwhile");
        log.warn("event=sign_in_failed known=true address={}", request.getRemoteAddr());
        return new BadCredentialsException("The account was changed meanwhile");
    }

    /** Spring Security has the session belong to whoever showed the right password, before it asks for the rest. */
    private void beNobody(HttpServletRequest request, HttpServletResponse response) {
        SecurityContextHolder.clearContext();
        contexts.saveContext(SecurityContextHolder.createEmptyContext(), request, response);
    }

    /** Has the session belong to somebody, as they are known from now on. */
    void become(SignedIn who, HttpServletRequest request, HttpServletResponse response) {
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new SignInToken(who));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
    }

    /** Whoever holds a cookie and no session (this node was started anew, another one is gone) is signed out as well. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who) {
        var byCookie = SignInCookie.in(request).flatMap(signIns::find);
        byCookie.ifPresent(open -> signIns.end(open.id()));
        LiveSessions.signInOf(request.getSession(false)).ifPresent(signIns::end);
        SignInCookie.remove(request, response);
        if (who != null && who.getPrincipal() instanceof SignedIn here) {
            signedOut(here, request);
        } else {
            byCookie.ifPresent(open -> signedOut(open.who(), request));
        }
    }

    private void signedOut(SignedIn user, HttpServletRequest request) {
        var who = new Who(user.name(), user.role(), request.getRemoteAddr());
        if (request.getParameter(EVERYWHERE) == null) {
            audit.record(who, "signed out", user.name(), Browser.of(request));
        } else {
            int others = signIns.endAllOf(user.userId(), SignIns.NONE);
            audit.record(who, "signed out everywhere", user.name(), Accounts.browsers(others + 1));
        }
    }
}
