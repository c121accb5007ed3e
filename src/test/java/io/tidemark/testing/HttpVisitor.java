package io.tidemark.testing;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Someone with curl and cookies: sees every header, and follows no redirect. */
public final class HttpVisitor {

    /** What the first user has to start with, where a test sets {@code tidemark.admin-password} to it. */
    public static final String ADMIN_PASSWORD = "first-password-of-all";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, HttpClient> FROM_ELSEWHERE = new ConcurrentHashMap<>();
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" content=\"([^\"]+)\"");

    private final String address;
    private final HttpClient http;
    private final Map<String, String> cookies = new TreeMap<>();

    public HttpVisitor(int port) {
        this(port, HTTP);
    }

    /** Someone who comes from another address of this machine, such as 127.0.0.9. */
    public HttpVisitor(int port, String from) {
        this(
                port,
                FROM_ELSEWHERE.computeIfAbsent(
                        from,
                        address -> HttpClient.newBuilder()
                                .localAddress(InetAddress.ofLiteral(address))
                                .build()));
    }

    private HttpVisitor(int port, HttpClient http) {
        address = "http://localhost:" + port;
        this.http = http;
    }

    /** The cookies that this one has; can be changed. */
    public Map<String, String> cookies() {
        return cookies;
    }

    /** Fetches a page. */
    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers));
    }

    /** Sends a form with the token that the page for signing in gives out. */
    public HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        var fields = new TreeMap<>(form);
        fields.putIfAbsent("_csrf", csrfToken());
        return postAsItIs(path, fields, headers);
    }

    /** Sends a form. */
    public HttpResponse<String> postAsItIs(String path, Map<String, String> form, String... headers) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Sends what the scripts of a page send. */
    public HttpResponse<String> postJson(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Signs in with a password, as the form does. */
    public HttpResponse<String> signIn(String name, String password) {
        return post("/login", Map.of("username", name, "password", password));
    }

    /** The token that the page for signing in gives out for forms. */
    public String csrfToken() {
        var token = CSRF.matcher(get("/login").body());
        if (!token.find()) {
            throw new AssertionError("The page for signing in gives out no token");
        }
        return token.group(1);
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(address + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            response.headers()
                    .allValues("Set-Cookie")
                    .forEach(header -> HttpCookie.parse(header).forEach(this::keep));
            return response;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void keep(HttpCookie cookie) {
        if (cookie.getMaxAge() == 0 || cookie.getValue().isEmpty()) {
            cookies.remove(cookie.getName());
        } else {
            cookies.put(cookie.getName(), cookie.getValue());
        }
    }
}
