package io.tidemark.ui.charts;

import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * What a browser is to draw, as data that does not change any more. Pages that show the same share it, and what it
 * changes in what they showed before is worked out once for all of them.
 */
public final class Drawing {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode data;
    private final Map<Drawing, Optional<JsonNode>> changes = new WeakHashMap<>();

    public Drawing(ObjectNode data) {
        this.data = data;
    }

    ObjectNode data() {
        return data;
    }

    /** The data as a script in a page may spell them out: no text in them ends the script. */
    public String asScript() {
        return data.toString().replace("<", "\\u003c");
    }

    /**
     * What makes these data of those of an earlier drawing; nothing where they are the same. Of a part that both have, an
     * object names by field or index what changes within; a part that changes as a whole is an array with the new one in
     * it, and an empty one where there is none any more.
     */
    synchronized Optional<JsonNode> since(Drawing earlier) {
        return earlier == this
                ? Optional.empty()
                : changes.computeIfAbsent(
                        earlier,
                        _ -> Optional.ofNullable(change(earlier.data, data)).map(Drawing::written));
    }

    /** The same, written once for all pages that it is sent to. */
    private static JsonNode written(JsonNode change) {
        return JSON.rawValueNode(new RawValue(change.toString()));
    }

    private static @Nullable JsonNode change(JsonNode before, JsonNode after) {
        if (before instanceof ObjectNode was && after instanceof ObjectNode is) {
            return change(was, is);
        }
        if (before instanceof ArrayNode was && after instanceof ArrayNode is && was.size() == is.size()) {
            return change(was, is);
        }
        return before.equals(after) ? null : JSON.arrayNode().add(after);
    }

    private static @Nullable JsonNode change(ObjectNode before, ObjectNode after) {
        var changes = JSON.objectNode();
        for (var field : after.properties()) {
            var was = before.get(field.getKey());
            var change = was == null ? JSON.arrayNode().add(field.getValue()) : change(was, field.getValue());
            if (change != null) {
                changes.set(field.getKey(), change);
            }
        }
        for (var field : before.properties()) {
            if (!after.has(field.getKey())) {
                changes.putArray(field.getKey());
            }
        }
        return changes.isEmpty() ? null : changes;
    }

    private static @Nullable JsonNode change(ArrayNode before, ArrayNode after) {
        var changes = JSON.objectNode();
        for (int i = 0; i < after.size(); i++) {
            var change = change(before.get(i), after.get(i));
            if (change != null) {
                changes.set(String.valueOf(i), change);
            }
        }
        return changes.isEmpty() ? null : changes;
    }
}
