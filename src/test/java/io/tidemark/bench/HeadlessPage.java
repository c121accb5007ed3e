package io.tidemark.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page as a browser without a screen has it open: it speaks Vaadin's protocol, navigates, and listens on a real
 * websocket, in a session of its own.
 */
final class HeadlessPage implements AutoCloseable {

    private static final Pattern KEY = Pattern.compile("\"Vaadin-Security-Key\":\"([^\"]+)\"");
    private static final Pattern PUSH_ID = Pattern.compile("\"Vaadin-Push-ID\":\"([^\"]+)\"");
    private static final Pattern SYNC_ID = Pattern.compile("\"syncId\":(\\d+)");
    private static final Pattern ASKED =
            Pattern.compile("\\{\"@v-return\":\\[(\\d+),(\\d+)]},\\{\"@v-return\":\\[\\d+,\\d+]}");
    private static final Pattern UI = Pattern.compile("\"v-uiId\":(\\d+)");

    private final HttpClient client;
    private final URI address;
    private final String cookies;
    private final String key;
    private final String ui;
    private final WebSocket socket;
    private volatile boolean connected = true;

    /** Hears what the server pushes. */
    interface Listener {

        /**
         * A whole message.
         *
         * @param at when it had arrived, by {@link System#nanoTime}
         */
        void message(String text, long at);
    }

    private HeadlessPage(HttpClient client, URI address, Listener listener) throws IOException, InterruptedException {
        this.client = client;
        this.address = address;
        HttpResponse<String> document =
                client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        cookies = document.headers().allValues("set-cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .collect(Collectors.joining("; "));
        String route = address.getPath();
        String query = address.getRawQuery() == null ? "" : address.getRawQuery();
        String init = client.send(
                        request("v-r=init&location=" + encode(route.substring(1)) + "&query=" + encode(query))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        key = find(KEY, init);
        ui = find(UI, init);
        String opened = rpc("""
                [{"type":"event","node":1,"event":"ui-navigate","data":{"route":"%s","query":"%s",\
                "appShellTitle":"","historyState":{"idx":0},"trigger":""}}],"syncId":0,"clientId":0""".formatted(route, query.isEmpty() ? "" : "?" + query));
        listener.message(opened, System.nanoTime());
        answer(opened);
        socket = client.newWebSocketBuilder()
                .header("Cookie", cookies)
                .buildAsync(
                        URI.create(
                                """
                                ws://%s/VAADIN/push?v-r=push&v-uiId=%s&v-pushId=%s&X-Atmosphere-tracking-id=0\
                                &X-Atmosphere-Framework=4.0.1&X-Atmosphere-Transport=websocket\
                                &X-Atmosphere-TrackMessageSize=true&Content-Type=application/json;%%20charset=UTF-8\
                                &X-atmo-protocol=true&X-Vaadin-LastSeenServerSyncId=%s""".formatted(address.getAuthority(), ui, find(PUSH_ID, init), find(SYNC_ID, opened))),
                        new Messages(listener))
                .join();
    }

    /** Opens the page and has it connected. */
    static HeadlessPage open(HttpClient client, URI address, Listener listener)
            throws IOException, InterruptedException {
        return new HeadlessPage(client, address, listener);
    }

    boolean isConnected() {
        return connected;
    }

    /** Tells what the page wants to know of the browser, as every browser does right after it has opened it. */
    private void answer(String opened) throws IOException, InterruptedException {
        // Each question names two channels: for an answer, and for an error.
        Matcher asked = ASKED.matcher(opened);
        List<String> answers = new ArrayList<>();
        while (asked.find()) {
            answers.add("{\"type\":\"channel\",\"node\":%s,\"channel\":%s,\"args\":[null]}"
                    .formatted(asked.group(1), asked.group(2)));
        }
        if (!answers.isEmpty()) {
            rpc("[%s],\"syncId\":%s,\"clientId\":1".formatted(String.join(",", answers), find(SYNC_ID, opened)));
        }
    }

    private String rpc(String message) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                request("v-r=uidl&v-uiId=" + ui)
                        .header("Content-Type", "application/json; charset=UTF-8")
                        .POST(BodyPublishers.ofString("{\"csrfToken\":\"%s\",\"rpc\":%s}".formatted(key, message)))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains("\"syncId\"")) {
            throw new IOException("The page did not open: " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(address.resolve("/?" + query)).header("Cookie", cookies);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String find(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("There is no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    /** Leaves as a browser does: it says so, and the connection ends. */
    @Override
    public void close() {
        try {
            client.send(
                    request("v-r=uidl&v-uiId=" + ui)
                            .header("Content-Type", "application/json; charset=UTF-8")
                            .POST(BodyPublishers.ofString(
                                    "{\"csrfToken\":\"%s\",\"rpc\":[],\"UNLOAD\":true}".formatted(key)))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException e) {
            // The server is gone, and the page with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.abort();
    }

    private final class Messages implements WebSocket.Listener {

        private final Listener listener;
        private final StringBuilder parts = new StringBuilder();

        Messages(Listener listener) {
            this.listener = listener;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                listener.message(parts.toString(), System.nanoTime());
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            connected = false;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            connected = false;
        }
    }
}
