package io.tidemark.security;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * The Content Security Policy of a page: scripts of ours alone, each inline one marked by a nonce that is made for this
 * answer. See docs/decisions/2026-11-22-sign-in.md.
 */
@Component
class PagePolicy implements VaadinServiceInitListener {

    /** What Flow adds to show the vendor's banner in a build without a licence, after listeners have had their turn. */
    static final String BANNER = """
            const root = document.body.attachShadow({ mode: 'closed' })
            root.innerHTML = '<slot></slot><vaadin-commercial-banner></vaadin-commercial-banner>'
            """;

    private static final String BANNER_HASH = "sha256-" + Base64.getEncoder().encodeToString(sha256(BANNER));

    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(PagePolicy::apply);
    }

    private static void apply(IndexHtmlResponse page) {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        String nonce = Base64.getEncoder().encodeToString(bits);
        page.getDocument().getElementsByTag("script").forEach(script -> script.attr("nonce", nonce));
        page.getVaadinResponse().setHeader("Content-Security-Policy", policy(nonce));
    }

    /** Flow evaluates the scripts that a page's server side sends, and components style themselves inline. */
    private static String policy(String nonce) {
        return String.join(
                "; ",
                "default-src 'self'",
                "script-src 'self' 'nonce-%s' '%s' 'unsafe-eval'".formatted(nonce, BANNER_HASH),
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data:",
                "font-src 'self' data:",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
