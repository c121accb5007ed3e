package io.tidemark.ui;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Has browsers fetch the scripts of the dashboards while they still read the page. Flow names them one after the other,
 * each once it has run the one before.
 */
@Component
class Preload implements VaadinServiceInitListener {

    private static final String DASHBOARDS = "/analytics";

    /** Where the build puts its modules; their names end in a hash of what is in them. */
    private static final String BUILD = "VAADIN/build/";

    static final List<String> MODULES = List.of(
            "FlowBootstrap",
            "FlowClient",
            "disableOnClickFunctions",
            "generated-flow-imports",
            "popover",
            "vaadin-chart");

    private static final List<String> SCRIPTS = List.of("charts.js", "figures.js", "live.js");

    private final List<Element> links = Stream.concat(
                    MODULES.stream().flatMap(Preload::module), SCRIPTS.stream().map(Preload::script))
            .toList();

    private static Stream<Element> module(String name) {
        return files(name)
                .map(file -> new Element("link")
                        .attr("rel", "modulepreload")
                        .attr("crossorigin", true)
                        .attr("fetchpriority", "low")
                        .attr("href", BUILD + file));
    }

    private static Element script(String file) {
        return new Element("link")
                .attr("rel", "preload")
                .attr("as", "script")
                .attr("fetchpriority", "low")
                .attr("href", file);
    }

    /** The files that the build has made of a module: one, or none where Flow builds as it goes. */
    static Stream<String> files(String module) {
        try {
            return Stream.of(new PathMatchingResourcePatternResolver()
                            .getResources("classpath*:META-INF/VAADIN/webapp/" + BUILD + module + "-*.js"))
                    .map(file -> Objects.requireNonNull(file.getFilename()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(this::addTo);
    }

    private void addTo(IndexHtmlResponse page) {
        var path = page.getVaadinRequest().getPathInfo();
        if (path != null && path.startsWith(DASHBOARDS)) {
            links.forEach(link -> page.getDocument().head().appendChild(link.clone()));
        }
    }
}
