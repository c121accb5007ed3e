package io.tidemark.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * What a provider says that somebody may do: a claim in the ID token, else in the answer of its userinfo endpoint, else in
 * the access token, where Keycloak has it. The first of them that has the claim counts.
 */
@Component
class ProviderRoles {

    private static final int MOST_NAMES = 15;
    private static final int LONGEST_NAME = 40;

    private final AccessTokens accessTokens;
    private final String claim;
    private final List<String> path;
    private final String adminRole;
    private final String viewerRole;

    ProviderRoles(
            AccessTokens accessTokens,
            @Value("${tidemark.oidc.roles-claim}") String claim,
            @Value("${tidemark.oidc.admin-role}") String adminRole,
            @Value("${tidemark.oidc.viewer-role}") String viewerRole) {
        this.accessTokens = accessTokens;
        this.claim = claim;
        // A claim whose name is a URL has dots of its own.
        this.path = claim.contains("/") ? List.of(claim) : List.of(claim.split("\\."));
        this.adminRole = adminRole;
        this.viewerRole = viewerRole;
    }

    /**
     * What came of looking for it.
     *
     * @param role null where there is none
     * @param explanation where it was looked for and what was there instead, by names and never by values
     */
    record Found(@Nullable Role role, String explanation) {}

    Found of(OidcUserRequest request, OidcUser user) {
        var places = new LinkedHashMap<String, Map<String, Object>>();
        places.put("the ID token", user.getIdToken().getClaims());
        places.put(
                "the userinfo",
                user.getUserInfo() == null ? Map.of() : user.getUserInfo().getClaims());
        for (var place : places.entrySet()) {
            Object roles = follow(place.getValue());
            if (roles != null) {
                return found(roles, place.getKey());
            }
        }
        var token = accessTokens.read(request);
        places.put("the access token", token.claims());
        Object roles = follow(token.claims());
        return roles != null ? found(roles, "the access token") : nowhere(places, token.unread());
    }

    private Found found(Object roles, String place) {
        if (has(roles, adminRole)) {
            return new Found(Role.ADMIN, "");
        }
        return viewerRole.isEmpty() || has(roles, viewerRole)
                ? new Found(Role.VIEWER, "")
                : new Found(
                        null,
                        "The claim %s in %s holds neither %s nor %s.".formatted(claim, place, adminRole, viewerRole));
    }

    private Found nowhere(Map<String, Map<String, Object>> places, String unread) {
        if (viewerRole.isEmpty()) {
            return new Found(Role.VIEWER, "");
        }
        String instead = places.entrySet().stream()
                .map(place -> place.getKey() + " has " + names(place.getValue()))
                .collect(Collectors.joining("; "));
        return new Found(
                null,
                "The claim %s is neither in the ID token nor in the userinfo nor in the access token%s: %s."
                        .formatted(claim, unread.isEmpty() ? "" : ", which was not read as " + unread, instead));
    }

    private @Nullable Object follow(Map<String, Object> claims) {
        Object found = claims;
        for (String part : path) {
            found = found instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return found;
    }

    private static boolean has(Object roles, String role) {
        if (roles instanceof String text) {
            return List.of(text.split("[ ,]+")).contains(role);
        }
        return roles instanceof List<?> list && list.contains(role);
    }

    /** They come from elsewhere: few, short, and without what could pass for another line of the log. */
    private static String names(Map<String, Object> claims) {
        List<String> names = claims.entrySet().stream()
                .flatMap(claim -> claim.getValue() instanceof Map<?, ?> inner && !inner.isEmpty()
                        ? inner.keySet().stream().map(name -> claim.getKey() + "." + name)
                        : Stream.of(claim.getKey()))
                .map(name -> name.replaceAll("[^\\p{Alnum}_.:/-]", "?"))
                .map(name -> name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name)
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return "nothing";
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        return names.size() > MOST_NAMES ? shown + " and " + (names.size() - MOST_NAMES) + " more" : shown;
    }
}
