package io.tidemark.security;

import java.io.Serializable;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Where the page is from whose browser sends a request, as the browser says it: {@code https://costs.example.com}. That it
 * is ours, {@link ForeignPagesFilter} has seen to, whatever a proxy has made of the request. Passkeys are bound to it.
 */
record PageOrigin(String text) implements Serializable {

    private static final Pattern WITH_A_NAME = Pattern.compile("https?://[a-z0-9.-]*[a-z][a-z0-9.-]*(:\\d+)?");

    /**
     * The one of the request that this thread works on.
     *
     * @throws NotPossible when there can be no passkeys there
     */
    static PageOrigin current() {
        var origin = Optional.ofNullable(RequestContextHolder.getRequestAttributes())
                .filter(ServletRequestAttributes.class::isInstance)
                .map(turn -> ((ServletRequestAttributes) turn).getRequest().getHeader("Origin"))
                .map(PageOrigin::new)
                .orElseThrow(() -> new NotPossible(PasskeyObstacle.BROWSER.text()));
        if (!WITH_A_NAME.matcher(origin.text).matches()) {
            throw new NotPossible(PasskeyObstacle.ADDRESS.text());
        }
        if (!origin.isSecure()) {
            throw new NotPossible(PasskeyObstacle.INSECURE.text());
        }
        return origin;
    }

    private boolean isSecure() {
        return text.startsWith("https:") || site().equals("localhost") || site().endsWith(".localhost");
    }

    /** The name of the server, which is the relying party of WebAuthn. */
    String site() {
        return URI.create(text).getHost();
    }
}
