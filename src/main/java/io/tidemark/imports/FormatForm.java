package io.tidemark.imports;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import io.tidemark.ingest.csv.CsvFormat;
import io.tidemark.ingest.csv.CsvProbe;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/** How the file's bytes are to be read: encoding, separator, header. */
final class FormatForm extends Div {

    private final Select<Charset> charset = new Select<>();
    private final Select<Character> separator = new Select<>();
    private final Checkbox header = new Checkbox("First row names the columns");

    FormatForm(CsvFormat format, Consumer<CsvFormat> onChange) {
        addClassName("import-settings");
        charset.setLabel("Encoding");
        charset.setItems(CsvProbe.CHARSETS);
        charset.setItemLabelGenerator(FormatForm::name);
        charset.setValue(format.charset());
        separator.setLabel("Separator");
        separator.setItems(',', ';', '\t', '|');
        separator.setItemLabelGenerator(FormatForm::name);
        separator.setValue(format.separator());
        header.setValue(format.header());
        charset.addValueChangeListener(change -> onChange.accept(value()));
        separator.addValueChangeListener(change -> onChange.accept(value()));
        header.addValueChangeListener(change -> onChange.accept(value()));
        add(charset, separator, header);
    }

    private CsvFormat value() {
        return new CsvFormat(charset.getValue(), separator.getValue(), header.getValue());
    }

    private static String name(Charset charset) {
        return switch (charset.name()) {
            case "windows-1252" -> "Windows-1252 (Western European)";
            case "ISO-8859-1" -> "ISO-8859-1 (Latin 1)";
            default -> charset.name();
        };
    }

    private static String name(char separator) {
        return switch (separator) {
            case ',' -> "Comma ,";
            case ';' -> "Semicolon ;";
            case '\t' -> "Tab";
            default -> "Bar |";
        };
    }
}
