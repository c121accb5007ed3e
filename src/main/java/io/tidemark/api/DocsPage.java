package io.tidemark.api;

import static io.tidemark.api.OpenApi.list;
import static io.tidemark.api.OpenApi.map;
import static java.util.stream.Collectors.joining;
import static org.springframework.web.util.HtmlUtils.htmlEscape;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The description of the API as a page: plain HTML, without scripts. */
@Component
class DocsPage {

    private final OpenApi api;
    private final DocsFields fields;
    private final JsonMapper json;

    DocsPage(OpenApi api, JsonMapper json) {
        this.api = api;
        this.fields = new DocsFields(api);
        this.json = json.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    /**
     * The page.
     *
     * @param origin of the server that is asked, with its context path: for commands that can be copied
     * @param contextPath what all of its addresses begin with
     */
    String html(String origin, String contextPath) {
        var info = map(api.document().get("info"));
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>API · Tidemark</title>
                <link rel="icon" href="%1$s/favicon.svg">
                <link rel="stylesheet" href="%1$s/styles.css">
                <link rel="stylesheet" href="%1$s/api-docs.css">
                </head>
                <body class="api-docs">
                <nav aria-label="Endpoints"><a class="brand" href="%1$s/analytics">Tidemark</a><ul>%2$s</ul></nav>
                <main>
                <header><h1>API</h1><a href="%1$s/api/docs/openapi.json">openapi.json</a></header>
                <p>%3$s</p>
                %4$s
                </main>
                </body>
                </html>
                """.formatted(
                htmlEscape(contextPath),
                operations((path, method, operation) -> "<li><a href=\"#%s\"><b class=\"method\">%s</b> %s</a></li>"
                        .formatted(operation.get("operationId"), method, htmlEscape(path))),
                text(info.get("description")),
                operations((path, method, operation) -> section(origin, path, method, operation)));
    }

    private interface Rendering {
        String of(String path, String method, Map<String, Object> operation);
    }

    private String operations(Rendering rendering) {
        return api.paths().entrySet().stream()
                .flatMap(path -> map(path.getValue()).entrySet().stream()
                        .map(operation -> rendering.of(
                                path.getKey(), operation.getKey().toUpperCase(Locale.ROOT), map(operation.getValue()))))
                .collect(joining("\n"));
    }

    private String section(String origin, String path, String method, Map<String, Object> operation) {
        return """
                <section class="panel" id="%s">
                <h2>%s</h2>
                <p class="address"><b class="method">%s</b> <code>%s</code> <span class="scope">%s</span></p>
                <p>%s</p>
                <pre tabindex="0">%s</pre>
                %s
                <h3>Answers</h3>
                <dl>%s</dl>
                </section>
                """.formatted(
                        operation.get("operationId"),
                        text(operation.get("summary")),
                        method,
                        htmlEscape(path),
                        text(operation.get("x-scope")),
                        text(operation.get("description")),
                        htmlEscape(curl(origin, path, method, operation)),
                        request(operation),
                        answers(operation));
    }

    private String curl(String origin, String path, String method, Map<String, Object> operation) {
        var curl = new StringBuilder("curl " + (method.equals("GET") ? "" : "-X " + method + " ") + origin
                + path.replace("{view}", "model-costs").replace("{wanted}", "$WANTED")
                + " \\\n  -H \"Authorization: Bearer $TIDEMARK_KEY\"");
        if (operation.containsKey("requestBody")) {
            var example = map(content(operation.get("requestBody"), "application/json"))
                    .get("example");
            curl.append(" \\\n  -H 'Content-Type: application/json' -d '")
                    .append(json.writeValueAsString(example))
                    .append('\'');
        }
        return curl.toString();
    }

    private String request(Map<String, Object> operation) {
        var parameters = list(operation.get("parameters")).stream()
                .map(api::resolved)
                .map(DocsPage::parameter)
                .collect(joining());
        var body = operation.containsKey("requestBody")
                ? details("Fields of a call", fields.of(Map.of("$ref", "#/components/schemas/Call")))
                : "";
        return (parameters.isEmpty() ? "" : "<h3>Parameters</h3><dl>" + parameters + "</dl>") + body;
    }

    private static String parameter(Map<String, Object> parameter) {
        var schema = map(parameter.get("schema"));
        var values = list(schema.get("enum")).stream().map(String::valueOf).collect(joining(", "));
        return "<dt><code>%s</code> <small>%s</small></dt><dd>%s%s</dd>"
                .formatted(
                        text(parameter.get("name")),
                        text(parameter.get("in")),
                        text(parameter.get("description")),
                        values.isEmpty() ? "" : " <small>One of: " + htmlEscape(values) + ".</small>");
    }

    private String answers(Map<String, Object> operation) {
        return map(operation.get("responses")).entrySet().stream()
                .map(answer -> answer(answer.getKey(), api.resolved(answer.getValue())))
                .collect(joining());
    }

    private String answer(String status, Map<String, Object> answer) {
        var json = content(answer, "application/json");
        var example = json == null ? null : map(json).get("example");
        return "<dt><code>%s</code></dt><dd>%s%s%s</dd>"
                .formatted(
                        status,
                        text(answer.get("description")),
                        example == null ? "" : "<pre tabindex=\"0\">" + htmlEscape(written(example)) + "</pre>",
                        json == null
                                ? ""
                                : details("Fields", fields.of(map(json).get("schema"))));
    }

    private static @Nullable Object content(@Nullable Object of, String type) {
        return map(map(map(of).get("content"))).get(type);
    }

    private String written(Object example) {
        return json.writeValueAsString(example);
    }

    private static String details(String summary, String content) {
        return "<details><summary>%s</summary>%s</details>".formatted(summary, content);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : htmlEscape(String.valueOf(value));
    }
}
