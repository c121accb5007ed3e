package io.tidemark.security;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Makes users of those whom an OpenID provider vouches for; a claim of theirs says what they may do. */
@Component
class ProviderUsers implements OAuth2UserService<OidcUserRequest, OidcUser> {

    /** Codes of refusals, see {@link SignInFailures}. */
    static final String NO_ROLE = "no_role";

    static final String DISABLED = "disabled";

    private static final Logger log = LoggerFactory.getLogger(ProviderUsers.class);

    private final OidcUserService provider = new OidcUserService();
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final SignIns signIns;
    private final Audit audit;
    private final ProviderRoles roles;

    ProviderUsers(
            JdbcClient jdbc, TransactionOperations transaction, SignIns signIns, Audit audit, ProviderRoles roles) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.signIns = signIns;
        this.audit = audit;
        this.roles = roles;
    }

    @Override
    public OidcUser loadUser(OidcUserRequest request) {
        var user = provider.loadUser(request);
        var allowed = roles.of(request, user);
        String issuer = user.getIssuer() == null
                ? request.getClientRegistration().getRegistrationId()
                : user.getIssuer().toString();
        // What is found out is kept, also where it ends in a refusal.
        var found = transaction.execute(_ -> remember(user, issuer, allowed.role()));
        var who = found.who();
        if (who == null) {
            if (found.refusal().equals(NO_ROLE)) {
                log.warn("event=single_sign_on_no_role cause=\"{}\"", allowed.explanation());
            }
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(found.refusal(), allowed.explanation(), null), found.refusal());
        }
        return new ProviderUser(user, who);
    }

    private record Stored(long id, String name, Role role, boolean disabled) {}

    /** Who somebody is here, or why they may not sign in. */
    private record Found(@Nullable SignedIn who, String refusal) {}

    private Found remember(OidcUser user, String issuer, @Nullable Role role) {
        var known = find(user, issuer);
        if (role == null) {
            known.ifPresent(this::takeRole);
            return refused(NO_ROLE, known.map(Stored::name).orElseGet(() -> nameGivenBy(user)));
        }
        var here = known.orElseGet(() -> add(user, issuer, role));
        if (here.role() != role) {
            changeRole(here, role);
        }
        return here.disabled()
                ? refused(DISABLED, here.name())
                : new Found(new SignedIn(here.id(), here.name(), role, false, true), "");
    }

    private Optional<Stored> find(OidcUser user, String issuer) {
        return jdbc.sql("""
                        SELECT id, name, role, disabled_at IS NOT NULL AS disabled
                        FROM app_user
                        WHERE issuer = :issuer AND subject = :subject""")
                .param("issuer", issuer)
                .param("subject", user.getSubject())
                .query(Stored.class)
                .optional();
    }

    /** Without any role at the provider nobody can sign in as them; what is left here is the least. */
    private void takeRole(Stored known) {
        if (known.role() == Role.VIEWER) {
            signIns.endAllOf(known.id(), SignIns.NONE);
        } else {
            changeRole(known, Role.VIEWER);
        }
    }

    private void changeRole(Stored known, Role role) {
        jdbc.sql("UPDATE app_user SET role = ? WHERE id = ?")
                .params(role.name(), known.id())
                .update();
        signIns.endAllOf(known.id(), SignIns.NONE);
        audit.record("role changed", known.name(), known.role() + " -> " + role + ", by the OpenID provider");
    }

    /** A name that somebody else has here does not make them the same person. */
    private Stored add(OidcUser user, String issuer, Role role) {
        String given = nameGivenBy(user);
        return Stream.concat(Stream.of(given), IntStream.rangeClosed(2, 1_000).mapToObj(n -> given + " (" + n + ")"))
                .flatMap(name -> jdbc
                        .sql("""
                                INSERT INTO app_user (name, role, issuer, subject)
                                VALUES (:name, :role, :issuer, :subject)
                                ON CONFLICT DO NOTHING
                                RETURNING id, name, role, false AS disabled""")
                        .param("name", name)
                        .param("role", role.name())
                        .param("issuer", issuer)
                        .param("subject", user.getSubject())
                        .query(Stored.class)
                        .stream())
                .findFirst()
                .orElseThrow();
    }

    private static String nameGivenBy(OidcUser user) {
        return Stream.of(user.getPreferredUsername(), user.getEmail(), user.getSubject())
                .filter(Objects::nonNull)
                .map(Names::likeOurs)
                .filter(name -> Names.objection(name).isEmpty())
                .findFirst()
                .orElse("single sign-on user");
    }

    private Found refused(String code, String name) {
        audit.record("sign-in failed", name, code.equals(NO_ROLE) ? "single sign-on, no role" : "disabled");
        return new Found(null, code);
    }
}
