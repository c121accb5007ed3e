package io.tidemark.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** What a browser that is signed in keeps. */
final class SignInCookie {

    static final String NAME = "tidemark-sign-in";

    /** Until the browser is closed. */
    static final Duration WINDOW = Duration.ofSeconds(-1);

    private SignInCookie() {}

    static Optional<String> in(HttpServletRequest request) {
        var cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(NAME))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    static void set(HttpServletRequest request, HttpServletResponse response, String token, Duration lifetime) {
        var cookie = ResponseCookie.from(NAME, token)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path(request.getContextPath() + "/")
                .maxAge(lifetime)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    static void remove(HttpServletRequest request, HttpServletResponse response) {
        set(request, response, "", Duration.ZERO);
    }
}
