package io.tidemark.web;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A problem as a page. It needs nothing else from this server: no script, no style sheet, no session. */
record ProblemPage(int status, String title, String detail, String contextPath) {

    /** The colours of styles.css. */
    private static final String STYLE = """
            html { background: light-dark(#f6f7f9, #0e1117); color: light-dark(#12151b, #eef1f6); color-scheme: light dark;
              font: 1rem / 1.5 system-ui, sans-serif; }
            body { margin: 0 auto; max-width: 34rem; padding: 12vh 24px 24px; }
            main { background: light-dark(#fff, #171b23); border: 1px solid light-dark(#e3e6eb, #272d38);
              border-radius: 12px; overflow-wrap: anywhere; padding: 24px; }
            h1 { font-size: 1.375rem; margin: 8px 0; }
            p { margin: 8px 0; }
            a { color: light-dark(#1d55d0, #8fb3ff); }
            .brand { font-size: 1.0625rem; font-weight: 700; margin: 0 0 12px 24px; }
            .quiet { color: light-dark(#596273, #98a2b3); font-size: 0.875rem; }
            """;

    static final String POLICY =
            "default-src 'none'; style-src 'sha256-%s'; img-src data:; object-src 'none'; base-uri 'none';"
                            .formatted(Base64.getEncoder().encodeToString(sha256(STYLE)))
                    + " form-action 'none'; frame-ancestors 'none'";

    String html() {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s · Tidemark</title>
                <link rel="icon" href="data:,">
                <style>%2$s</style>
                </head>
                <body>
                <p class="brand">Tidemark</p>
                <main>
                <h1>%1$s</h1>
                <p>%3$s</p>
                <p><a href="%4$s/analytics">Go to the overview</a></p>
                <p class="quiet">Error %5$d</p>
                </main>
                </body>
                </html>
                """.formatted(htmlEscape(title), STYLE, htmlEscape(detail), htmlEscape(contextPath), status);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
