package io.tidemark.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A status that nothing is known of beside it, in words. */
final class Failure {

    private static final String AGAIN = "Try again in a moment. If it stays, look into the server's log.";

    private Failure() {}

    static Problem of(int status, @Nullable String method) {
        var known = HttpStatus.resolve(status);
        String title = known == null ? "Error " + status : known.getReasonPhrase();
        return Problem.of(status, title, detail(status, Objects.requireNonNullElse(method, "")));
    }

    private static String detail(int status, String method) {
        return switch (status) {
            case 400 ->
                "This request cannot be understood: its address or one of its headers is malformed or too long."
                        + " If you have typed or pasted the address, look for stray characters in it.";
            case 401 -> "This is for those who are signed in.";
            case 403 -> "This is not for you, or the page that has sent it had been open for too long. Load it again.";
            case 404 -> "There is nothing at this address. It may be old or mistyped.";
            case 405, 501 -> "Requests of this kind (%s) are not taken here.".formatted(method);
            case 406 -> "This is not there in the form that was asked for. Ask without the header Accept.";
            case 413 -> "The request is too large. Send less at once.";
            case 415 -> "What was sent is of a kind that is not taken here. See the header Content-Type.";
            case 417 -> "What the header Expect asks for cannot be done. Send the request without it.";
            case 431 -> "The headers of this request are too long. In a browser, remove this site's cookies.";
            case 505 -> "This version of HTTP is not spoken here. Use HTTP/1.1.";
            default ->
                status >= 500
                        ? "Something went wrong on the server. " + AGAIN
                        : "This request is not taken. What was wrong with it is not known.";
        };
    }
}
