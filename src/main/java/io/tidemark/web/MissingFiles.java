package io.tidemark.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/** Says of a file that it is not there; Vaadin would answer with a page, as if it were an address of one. */
@Component
class MissingFiles extends AbstractHandlerMapping {

    /** What no page's address ends in. */
    private static final Pattern FILE = Pattern.compile(
            "/(?!VAADIN/).*\\.(css|gif|html?|ico|jpe?g|js|json|map|php|png|svg|ttf|txt|webmanifest|webp|woff2?|xml)");

    private static final HttpRequestHandler MISSING = (request, response) -> Problem.of(
                    HttpStatus.NOT_FOUND, "Not found", "There is no such file. The link may be old or mistyped.")
            .answer(request, response);

    MissingFiles() {
        setOrder(Ordered.LOWEST_PRECEDENCE - 100);
    }

    @Override
    protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return FILE.matcher(path).matches() && !isThere(path) ? MISSING : null;
    }

    private boolean isThere(String path) {
        return obtainApplicationContext()
                .getResource("classpath:META-INF/resources" + path)
                .exists();
    }
}
