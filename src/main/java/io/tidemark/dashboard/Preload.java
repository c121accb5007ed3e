package io.tidemark.dashboard;

import com.vaadin.flow.internal.BundleUtils;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import io.tidemark.security.ViewAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Has browsers fetch the scripts of the dashboards while they still read the page, and run them while the server makes
 * it. Flow names them one after the other, each once it has run the one before, and most of them only in its answer.
 */
@Component
class Preload implements VaadinServiceInitListener {

    private static final String DASHBOARDS = "/analytics";

    /** Where the build puts its modules; their names end in a hash of what is in them. */
    private static final String BUILD = "VAADIN/build/";

    private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*[\"'`]\\./([^\"'`]+\\.js)[\"'`]");

    /** What Flow runs on every page. */
    private static final String ALL_VIEWS = "generated-flow-imports";

    /** The modules of the overview, as Flow calls them. */
    private static final String OVERVIEW = BundleUtils.getChunkId(OverviewView.class);

    private static final List<String> SCRIPTS = List.of("charts.js", "figures.js", "live.js");

    private static final String FONT = "aura/fonts/InstrumentSans/InstrumentSans.woff2";

    private final ViewAccess access;
    private final PathMatchingResourcePatternResolver files = new PathMatchingResourcePatternResolver();

    private final List<Element> links = Stream.of(
                    Stream.of(font()),
                    modules().stream().map(Preload::module),
                    SCRIPTS.stream().map(Preload::script),
                    Stream.concat(built(ALL_VIEWS), overview()).map(Preload::run))
            .flatMap(Function.identity())
            .toList();

    Preload(ViewAccess access) {
        this.access = access;
    }

    /** Figures in another font would change their place. */
    private static Element font() {
        return new Element("link")
                .attr("rel", "preload")
                .attr("as", "font")
                .attr("type", "font/woff2")
                .attr("crossorigin", true)
                .attr("href", FONT);
    }

    private static Element module(String file) {
        return new Element("link")
                .attr("rel", "modulepreload")
                .attr("crossorigin", true)
                .attr("fetchpriority", "low")
                .attr("href", BUILD + file);
    }

    private static Element run(String file) {
        return new Element("script")
                .attr("type", "module")
                .attr("crossorigin", true)
                .attr("fetchpriority", "low")
                .attr("src", BUILD + file);
    }

    private static Element script(String file) {
        return new Element("link")
                .attr("rel", "preload")
                .attr("as", "script")
                .attr("fetchpriority", "low")
                .attr("href", file);
    }

    /** The files of the build that the overview needs, beside those that the page names; none where Flow builds as it goes. */
    Set<String> modules() {
        var named = new LinkedHashSet<String>();
        built("indexhtml").forEach(file -> addWithImports(file, named));
        var needed = new LinkedHashSet<String>();
        Stream.of("FlowBootstrap", "FlowClient", ALL_VIEWS)
                .flatMap(this::built)
                .forEach(file -> addWithImports(file, needed));
        overview().forEach(file -> addWithImports(file, needed));
        needed.removeAll(named);
        return needed;
    }

    /** The module that holds the overview. */
    private Stream<String> overview() {
        return built(ALL_VIEWS)
                .flatMap(file -> Pattern.compile(
                                OVERVIEW + ".*?import\\([\"'`]\\./([^\"'`]+\\.js)[\"'`]\\)", Pattern.DOTALL)
                        .matcher(text(file))
                        .results()
                        .limit(1)
                        .map(found -> found.group(1)));
    }

    /** What only looks like an import, and names no file, is none. */
    private void addWithImports(String file, Set<String> to) {
        if (found(file).length > 0 && to.add(file)) {
            IMPORT.matcher(text(file))
                    .results()
                    .map(match -> match.group(1))
                    .toList()
                    .forEach(imported -> addWithImports(imported, to));
        }
    }

    private Stream<String> built(String module) {
        return Stream.of(found(module + "-*.js")).map(Resource::getFilename);
    }

    private String text(String file) {
        try {
            return found(file)[0].getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Resource[] found(String file) {
        try {
            return files.getResources("classpath*:META-INF/VAADIN/webapp/" + BUILD + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(this::addTo);
    }

    private void addTo(IndexHtmlResponse page) {
        var request = page.getVaadinRequest();
        var path = request.getPathInfo();
        if (path != null && path.startsWith(DASHBOARDS) && access.lets(request, OverviewView.class)) {
            links.forEach(link -> page.getDocument().head().appendChild(link.clone()));
        }
    }
}
