package io.tidemark.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** A page without a browser: sends what the scripts of one would, whatever the person may see. */
public final class BarePage {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern KEY = Pattern.compile("\"Vaadin-Security-Key\":\"([^\"]+)\"");
    private static final Pattern PUSH_ID = Pattern.compile("\"Vaadin-Push-ID\":\"([^\"]+)\"");
    private static final Pattern LEAVE = Pattern.compile("\\[\"([^\"]+)\",\"_self\"");
    private static final Pattern UI = Pattern.compile("\"v-uiId\":(\\d+)");
    private static final Pattern HEARTBEAT = Pattern.compile("\"heartbeatInterval\":(\\d+)");
    private static final Pattern SYNC_ID = Pattern.compile("\"syncId\":(\\d+)");

    private final HttpVisitor visitor;
    private final String key;
    private final String ui;
    private final String pushId;
    private final int betweenSignsOfLife;
    private String syncId = "0";
    private int turns;
    private String answer = "";

    private BarePage(HttpVisitor visitor, String path) {
        this.visitor = visitor;
        String init =
                visitor.get("/?v-r=init&location=" + encode(path.substring(1))).body();
        key = find(KEY, init);
        ui = find(UI, init);
        pushId = find(PUSH_ID, init);
        betweenSignsOfLife = Integer.parseInt(find(HEARTBEAT, init));
    }

    /** Begins one as a browser does that was given the document, and leaves it at that. */
    public static BarePage begin(HttpVisitor visitor, String path) {
        return new BarePage(visitor, path);
    }

    /** What follows the question mark in the address of its websocket. */
    public String pushQuery() {
        return "v-r=push&v-uiId=%s&v-pushId=%s&X-Atmosphere-tracking-id=0&X-Atmosphere-Framework=4.0.1"
                        .formatted(ui, pushId)
                + "&X-Atmosphere-Transport=websocket&X-Atmosphere-TrackMessageSize=true"
                + "&Content-Type=application/json;%20charset=UTF-8&X-atmo-protocol=true"
                + "&X-Vaadin-LastSeenServerSyncId=" + syncId;
    }

    /** Opens a path, as a browser does that was given the document. */
    public static BarePage open(HttpVisitor visitor, String path) {
        return new BarePage(visitor, path).navigate(path);
    }

    /** Goes to another path without leaving the page, as a click on a link inside of it does. */
    public BarePage navigate(String path) {
        int query = path.indexOf('?') < 0 ? path.length() : path.indexOf('?');
        return ask("""
                [{"type":"event","node":1,"event":"ui-navigate","data":{"route":"%s",\
                "query":"%s","appShellTitle":"","historyState":{"idx":0},"trigger":""}}]""".formatted(path.substring(1, query), path.substring(Math.min(query + 1, path.length()))));
    }

    /** So many seconds after the last sign of life a page gives another one, as the server has told it. */
    public int betweenSignsOfLife() {
        return betweenSignsOfLife;
    }

    /** Gives a sign of life, as a page does that nobody touches; what it is answered with. */
    public int giveSignOfLife() {
        return visitor.postJson("/?v-r=heartbeat&v-uiId=" + ui, "").statusCode();
    }

    /** Sends what no script of ours may have made: invocations as they are. */
    public BarePage ask(String invocations) {
        answer = visitor.postJson(
                        "/?v-r=uidl&v-uiId=" + ui,
                        "{\"csrfToken\":\"%s\",\"rpc\":%s,\"syncId\":%s,\"clientId\":%d}"
                                .formatted(key, invocations, syncId, turns++))
                .body();
        var next = SYNC_ID.matcher(answer);
        if (next.find()) {
            syncId = next.group(1);
        }
        return this;
    }

    /** What the server said to it last. */
    public String answer() {
        return answer;
    }

    /** The heading of what it got to see last; empty where there is none. */
    public String heading() {
        Map<Integer, String> texts = new HashMap<>();
        Map<Integer, Integer> parents = new HashMap<>();
        int heading = 0;
        for (var change : JSON.readTree(answer).path("changes")) {
            int node = change.get("node").asInt();
            String name = change.path("key").asString("");
            if (name.equals("tag") && change.get("value").asString("").equals("h1")) {
                heading = node;
            } else if (name.equals("text")) {
                texts.put(node, change.get("value").asString(""));
            }
            change.path("addNodes").forEach(child -> parents.put(child.asInt(), node));
        }
        var text = new StringBuilder();
        for (var part : texts.entrySet()) {
            if (heading != 0 && parents.getOrDefault(part.getKey(), 0) == heading) {
                text.append(part.getValue());
            }
        }
        return text.toString();
    }

    /** The path that the page was told to leave for; empty where it was not. */
    public String sentTo() {
        var target = LEAVE.matcher(answer);
        return target.find() ? target.group(1) : "";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String find(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError("There is no " + pattern + " in " + text);
        }
        return found.group(1);
    }
}
