package io.tidemark.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** {@code GET /api/docs}: how to use all of this, as OpenAPI for programs and as a page for people. */
@RestController
class DocsController {

    private final OpenApi api;
    private final DocsPage page;

    DocsController(OpenApi api, DocsPage page) {
        this.api = api;
        this.page = page;
    }

    @GetMapping(
            value = {"/api/docs", "/api/docs/openapi.json"},
            produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, Object> openApi(HttpServletRequest request) {
        return api.servedAt(request.getContextPath());
    }

    @GetMapping(value = "/api/docs", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> page(HttpServletRequest request) {
        return ResponseEntity.ok()
                .body(page.html(
                        ServletUriComponentsBuilder.fromCurrentContextPath().toUriString(), request.getContextPath()));
    }
}
