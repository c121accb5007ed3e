package io.tidemark.api;

import static io.tidemark.api.OpenApi.list;
import static io.tidemark.api.OpenApi.map;
import static java.util.stream.Collectors.joining;
import static org.springframework.web.util.HtmlUtils.htmlEscape;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields of a schema as a list, those of objects inside it indented. */
final class DocsFields {

    private final OpenApi api;

    DocsFields(OpenApi api) {
        this.api = api;
    }

    String of(@Nullable Object schema) {
        var fields = alternatives(schema).flatMap(this::fields).collect(joining());
        return fields.isEmpty() ? "" : "<dl>" + fields + "</dl>";
    }

    private Stream<String> fields(Map<String, Object> schema) {
        return map(schema.get("properties")).entrySet().stream()
                .map(field -> field(field.getKey(), api.resolved(field.getValue())));
    }

    private String field(String name, Map<String, Object> schema) {
        Object description = schema.get("description");
        return "<dt><code>%s</code> <small>%s</small></dt><dd>%s%s</dd>"
                .formatted(
                        htmlEscape(name),
                        htmlEscape(type(schema)),
                        description == null ? "" : htmlEscape(String.valueOf(description)),
                        of(schema.getOrDefault("items", schema)));
    }

    private static String type(Map<String, Object> schema) {
        Object type = schema.getOrDefault("format", schema.getOrDefault("type", ""));
        return type instanceof Iterable<?>
                ? list(type).stream().map(String::valueOf).collect(joining(" or "))
                : String.valueOf(type);
    }

    /** A schema and whatever it is put together from, or can be. */
    private Stream<Map<String, Object>> alternatives(@Nullable Object schema) {
        if (schema == null) {
            return Stream.empty();
        }
        var resolved = api.resolved(schema);
        var parts = Stream.of("allOf", "anyOf", "oneOf").flatMap(kind -> list(resolved.get(kind)).stream());
        return Stream.concat(Stream.of(resolved), parts.flatMap(this::alternatives));
    }
}
