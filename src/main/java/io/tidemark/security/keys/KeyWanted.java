package io.tidemark.security.keys;

import io.tidemark.security.RefusedAccess;
import io.tidemark.security.Who;
import io.tidemark.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Tells a program that it needs a key, or one with another scope. */
final class KeyWanted implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final RefusedAccess refused;

    KeyWanted(RefusedAccess refused) {
        this.refused = refused;
    }

    static void refuse(String why, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"tidemark\"");
        Problem.of(HttpStatus.UNAUTHORIZED, "Key wanted", why).answer(request, response);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        refuse(
                "This needs an API key: send it in a header, as 'Authorization: Bearer %s…'. Admins make keys at /admin/keys."
                        .formatted(KeyText.START),
                request,
                response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        var who = SecurityContextHolder.getContext().getAuthentication();
        refused.forbidden(
                who == null ? Who.NOBODY : who.getName(), request.getMethod() + " " + request.getRequestURI());
        Problem.of(
                        HttpStatus.FORBIDDEN,
                        "Forbidden",
                        who instanceof ApiKeyAuthentication shown
                                ? "This needs a key with the scope %s; the key %s has %s."
                                        .formatted(wanted(e), who.getName(), words(shown.getPrincipal()))
                                : "This is for admins, and for keys with the scope %s.".formatted(wanted(e)))
                .answer(request, response);
    }

    private static String words(ApiKey key) {
        return key.scopes().stream().map(KeyScope::word).collect(Collectors.joining(", "));
    }

    private static String wanted(AccessDeniedException e) {
        return e instanceof AuthorizationDeniedException denied
                        && denied.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision
                ? Arrays.stream(KeyScope.values())
                        .filter(scope -> decision.getAuthorities().stream()
                                .anyMatch(authority -> scope.authority().equals(authority.getAuthority())))
                        .map(KeyScope::word)
                        .collect(Collectors.joining(" or "))
                : "for it";
    }
}
