package io.tidemark.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import java.util.List;

/** What of a page's address was not understood. */
public class AddressNotices extends Div {

    private static final int SHOWN = 60;

    /** Shows these sentences; none when all was understood. */
    public void show(List<String> notices) {
        removeAll();
        notices.forEach(notice -> add(new Paragraph(notice + " The page shows what it can instead.")));
    }

    /** What an address holds, so that it can be shown whatever it is. */
    public static String readable(String text) {
        String whole = text.codePoints()
                .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
                .limit(SHOWN)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.codePointCount(0, text.length()) > SHOWN ? whole + "…" : whole;
    }

    /** Whether no text in the database is like that. */
    public static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
