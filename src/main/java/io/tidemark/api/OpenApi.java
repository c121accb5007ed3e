package io.tidemark.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The description of the API that api/openapi.yaml holds. */
@Component
class OpenApi {

    private final Map<String, Object> document = load();

    Map<String, Object> document() {
        return document;
    }

    /** The same for a server whose addresses all begin with this. */
    Map<String, Object> servedAt(String contextPath) {
        var here = new LinkedHashMap<>(document);
        here.put("servers", List.of(Map.of("url", contextPath + "/")));
        return here;
    }

    Map<String, Object> paths() {
        return map(document.get("paths"));
    }

    /** What is meant, be it here or where {@code $ref} points to. */
    Map<String, Object> resolved(Object node) {
        Map<String, Object> map = map(node);
        return map.get("$ref") instanceof String reference ? resolved(at(reference)) : map;
    }

    private Object at(String reference) {
        Object at = document;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            at = Objects.requireNonNull(map(at).get(step), reference);
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object node) {
        return node == null ? List.of() : (List<Object>) node;
    }

    private static Map<String, Object> load() {
        try (var file = new ClassPathResource("api/openapi.yaml").getInputStream()) {
            return new Yaml(new ExactNumbers()).load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Amounts in examples keep their digits. */
    private static final class ExactNumbers extends SafeConstructor {

        ExactNumbers() {
            super(new LoaderOptions());
            yamlConstructors.put(Tag.FLOAT, new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return new BigDecimal(((ScalarNode) node).getValue());
                }
            });
        }
    }
}
