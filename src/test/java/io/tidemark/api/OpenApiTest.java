package io.tidemark.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.Program;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description of the API says what the API does. */
class OpenApiTest extends ApiTest {

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping controllers;

    @Test
    void describesEveryEndpointAndNoOther() {
        var described = new TreeSet<String>();
        described()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        var mapped = new TreeSet<String>();
        controllers
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/") && !path.startsWith("/api/docs"))
                        .flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                                .map(method -> method + " " + path))
                        .map(endpoint -> endpoint.replace("{name}", "{view}"))
                        .forEach(mapped::add));

        assertThat(described).isEqualTo(mapped);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/status | get | /api/status",
                "/api/metrics/summary | get | /api/metrics/summary",
                "/api/metrics/{view} | get | /api/metrics/daily-metrics",
                "/api/metrics/{view} | get | /api/metrics/provider-performance",
                "/api/metrics/{view} | get | /api/metrics/model-costs?range=7d",
                "/api/metrics/{view} | get | /api/metrics/model-usage?range=24h",
                "/api/refresh | post | /api/refresh",
                "/api/refresh/{wanted} | get | /api/refresh/2026-01-01T00:00:00Z",
                "/api/usage | post | /api/usage"
            })
    void describesTheAnswers(String example) {
        var parts = example.split(" \\| ", -1);
        var answer = parts[1].equals("get")
                ? program.get(parts[2])
                : program.post(parts[2], BodyPublishers.ofString("{\"model\":\"a\"}"));

        var responses = described().get("paths").get(parts[0]).get(parts[1]).get("responses");
        var schema = responses
                .get(String.valueOf(answer.statusCode()))
                .get("content")
                .get("application/json")
                .get("schema");
        assertThat(new Schemas(described()).mistakes(Program.json(answer), schema))
                .isEmpty();
    }

    @Test
    void describesProblems() {
        var problem = program.get("/api/metrics/model-costs?range=5y");

        assertThat(new Schemas(described())
                        .mistakes(
                                Program.json(problem),
                                described().get("components").get("schemas").get("Problem")))
                .isEmpty();
    }

    @Test
    void everyExampleIsOfItsSchema() {
        var schemas = new Schemas(described());

        assertThat(described().findParents("example").stream()
                        .filter(content -> content.has("schema"))
                        .flatMap(content -> schemas.mistakes(content.get("example"), content.get("schema")).stream()))
                .isEmpty();
    }

    @Test
    void isThereForEverybodyAsJsonAndAsAPage() {
        var nobody = Program.withoutKey(port);

        assertThat(nobody.get("/api/docs").headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(nobody.get("/api/docs/openapi.json").statusCode()).isEqualTo(200);
        var page = nobody.get("/api/docs", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
        assertThat(page.body())
                .contains("<code>/api/metrics/{view}</code>", "http://localhost:" + port + "/api/status")
                .doesNotContain("<script");
    }

    private JsonNode described() {
        return Program.json(program.get("/api/docs"));
    }

    /** As much of JSON Schema as the description uses. */
    private record Schemas(JsonNode document) {

        List<String> mistakes(JsonNode value, JsonNode schema) {
            return mistakes("", value, schema).toList();
        }

        private Stream<String> mistakes(String at, JsonNode value, JsonNode given) {
            var schema =
                    given.has("$ref") ? document.at(given.get("$ref").asString().substring(1)) : given;
            if (schema.has("allOf")) {
                return schema.get("allOf").valueStream().flatMap(part -> mistakes(at, value, part));
            }
            for (String choice : List.of("oneOf", "anyOf")) {
                if (schema.has(choice)) {
                    boolean fits = schema.get(choice)
                            .valueStream()
                            .anyMatch(
                                    part -> mistakes(at, value, part).findAny().isEmpty());
                    return fits ? Stream.of() : Stream.of(at + " is none of what it may be: " + value);
                }
            }
            return Stream.of(
                            type(at, value, schema),
                            schema.path("required")
                                    .valueStream()
                                    .filter(name -> value.isObject() && !value.has(name.asString()))
                                    .map(name -> at + " lacks " + name.asString()),
                            schema.path("properties").properties().stream()
                                    .filter(property -> value.has(property.getKey()))
                                    .flatMap(property -> mistakes(
                                            at + "/" + property.getKey(),
                                            value.get(property.getKey()),
                                            property.getValue())),
                            value.isArray() && schema.has("items")
                                    ? value.valueStream()
                                            .flatMap(item -> mistakes(at + "/*", item, schema.get("items")))
                                    : Stream.<String>of())
                    .flatMap(mistakes -> mistakes);
        }

        private static Stream<String> type(String at, JsonNode value, JsonNode schema) {
            var type = schema.path("type");
            var types = type.isArray() ? type.valueStream() : Stream.of(type);
            boolean fits = type.isMissingNode()
                    || types.map(JsonNode::asString).anyMatch(name -> switch (name) {
                        case "null" -> value.isNull();
                        case "string" -> value.isString();
                        case "integer" -> value.isIntegralNumber();
                        case "number" -> value.isNumber();
                        case "boolean" -> value.isBoolean();
                        case "array" -> value.isArray();
                        default -> value.isObject();
                    });
            return fits ? Stream.of() : Stream.of(at + " is no " + type + ": " + value);
        }
    }
}
