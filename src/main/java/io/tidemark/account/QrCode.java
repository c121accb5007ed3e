package io.tidemark.account;

import com.vaadin.flow.component.html.Image;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A picture that a phone reads. It is drawn here: what it says is a secret, which no other site gets to see. */
class QrCode extends Image {

    /** What stays white around it; readers need four modules. */
    private static final int MARGIN = 4;

    QrCode(String text, String description) {
        super(source(text), description);
        addClassName("qr-code");
    }

    private static String source(String text) {
        var drawing = svg(io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM));
        return "data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(drawing.getBytes(StandardCharsets.US_ASCII));
    }

    private static String svg(io.nayuki.qrcodegen.QrCode code) {
        var modules = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    modules.append("M%d,%dh1v1h-1z".formatted(x + MARGIN, y + MARGIN));
                }
            }
        }
        int side = code.size + 2 * MARGIN;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
                <rect width="%1$d" height="%1$d" fill="#fff"/><path d="%2$s"/></svg>""".formatted(side, modules);
    }
}
