package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialDescriptor;
import org.springframework.stereotype.Service;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Asks a browser for a passkey, alone or after the password. What it answers belongs into the field {@code passkey} of the
 * form for signing in.
 */
@Service
public class PasskeySignIn {

    private final JdbcClient jdbc;
    private final RelyingParty relyingParty;

    PasskeySignIn(JdbcClient jdbc, RelyingParty relyingParty) {
        this.jdbc = jdbc;
        this.relyingParty = relyingParty;
    }

    /** Whether anybody has one, so that there is something to offer. */
    public boolean isUsed() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM passkey)")
                .query(Boolean.class)
                .single();
    }

    /**
     * Asks for anybody's passkey.
     *
     * @return what the browser takes, as JSON
     * @throws NotPossible when there can be none on this page
     */
    public String ask() {
        return ask(PageOrigin.current(), List.of());
    }

    /**
     * Asks for a passkey of whoever has given the right password in this browser.
     *
     * @return what the browser takes, as JSON
     * @throws NotPossible when they have none that is good here, or gave the password long ago
     */
    public String askAfterThePassword() {
        var half = HalfSignIn.in(request()).orElseThrow(() -> new NotPossible(SignInProblem.STALE.text()));
        var origin = PageOrigin.current();
        var own = jdbc.sql("""
                        SELECT p.credential_id, p.transports
                        FROM passkey p
                        JOIN app_user u ON u.id = p.user_id
                        WHERE folded(u.name) = folded(?) AND p.site = ?
                        ORDER BY p.slot""")
                .params(half.name(), origin.site())
                .query((row, _) -> PublicKeyCredentialDescriptor.builder()
                        .id(PasskeyRecords.credentialId(row))
                        .transports(PasskeyRecords.transports(row))
                        .build())
                .list();
        if (own.isEmpty()) {
            throw new NotPossible("You have no passkey for " + origin.site() + ".");
        }
        return ask(origin, own);
    }

    private String ask(PageOrigin origin, List<PublicKeyCredentialDescriptor> allowed) {
        var options = relyingParty.ask(origin, allowed);
        new PasskeyChallenge(options, origin).keepIn(request());
        return RelyingParty.json(options);
    }

    private static HttpServletRequest request() {
        return ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
    }
}
