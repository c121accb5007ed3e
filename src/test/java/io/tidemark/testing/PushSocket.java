package io.tidemark.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The websocket by which a page is pushed to, used as no browser would. */
public final class PushSocket implements WebSocket.Listener {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicInteger received = new AtomicInteger();
    private final WebSocket socket;

    private PushSocket(int port, Map<String, String> cookies, String query) {
        var builder = HTTP.newWebSocketBuilder();
        if (!cookies.isEmpty()) {
            builder.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        socket = builder.buildAsync(URI.create("ws://localhost:" + port + "/VAADIN/push?" + query), this)
                .join();
    }

    /** Opens it; fails where it is refused. */
    public static PushSocket open(int port, Map<String, String> cookies, String query) {
        return new PushSocket(port, cookies, query);
    }

    /** The status with which it is refused. */
    public static int refused(int port, Map<String, String> cookies, String query) {
        try {
            open(port, cookies, query).abort();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refusal) {
                return refusal.getResponse().statusCode();
            }
            throw e;
        }
        throw new AssertionError("The websocket is open");
    }

    /** Sends a text of this length, as a message or the first part of one; false where that failed. */
    public boolean send(CharSequence text, boolean last) {
        try {
            socket.sendText(text, last).join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** Whether the server has closed it. */
    public boolean isClosed() {
        return closed.isDone();
    }

    /** So many messages have come, or parts of one. */
    public int received() {
        return received.get();
    }

    public void abort() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        received.incrementAndGet();
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(0);
    }
}
