package io.tidemark.ingest.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from a stream (RFC 4180, with any separator and line end), in memory bounded by the longest row it takes. A
 * row that is too long, or whose quotes do not match, is handed out as one line with a mistake, and reading goes on
 * with the line after it.
 */
final class CsvReader implements Closeable {

    static final int LONGEST_ROW = 1024 * 1024;
    private static final int SHOWN_OF_TOO_LONG = 200;
    private static final int ROOM = 1024;
    private static final Pattern NAMES_SEPARATOR = Pattern.compile("\"?[sS][eE][pP]=([,;|\t])\"?[,;|\\s]*");

    private final StrictDecoder in;
    private final char separator;
    private char[] buffer = new char[64 * 1024];
    /** Where in the buffer the row begins that is being read, and where what was read so far ends. */
    private int start;

    private int end;
    private boolean inputEnded;
    private long line = 1;

    CsvReader(InputStream in, CsvFormat format) {
        this.in = new StrictDecoder(in, format.charset());
        this.separator = format.separator();
    }

    /** The next row that is not empty, or null at the end. A first line that names the separator is none. */
    @Nullable
    CsvRecord next() throws IOException {
        while (has(0)) {
            CsvRecord row = row();
            boolean isFirst = row.line() == 1;
            if (!row.text().isBlank()
                    && !(isFirst && NAMES_SEPARATOR.matcher(row.text()).matches())) {
                return row;
            }
        }
        return null;
    }

    /** The separator that the first line names as Excel has it, {@code sep=;}. */
    static Optional<Character> namedSeparator(InputStream in, Charset charset) throws IOException {
        try (var reader = new CsvReader(in, new CsvFormat(charset, '\n', false))) {
            Matcher names = NAMES_SEPARATOR.matcher(reader.has(0) ? reader.row().text() : "");
            return names.matches() ? Optional.of(names.group(1).charAt(0)) : Optional.empty();
        }
    }

    private CsvRecord row() throws IOException {
        boolean quoted = false;
        boolean quoteClosed = false;
        boolean cellBegins = true;
        int lines = 1;
        int i = 0;
        for (; has(i); i++) {
            char c = at(i);
            if (quoted) {
                if (c == '"' && has(i + 1) && at(i + 1) == '"') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                    quoteClosed = true;
                } else if (endsLine(i)) {
                    lines++;
                }
            } else if (c == separator) {
                cellBegins = true;
                quoteClosed = false;
                continue;
            } else if (c == '\n' || c == '\r') {
                break;
            } else if (quoteClosed && c != ' ') {
                return broken("has text after a closing quote");
            } else if (c == '"' && cellBegins) {
                quoted = true;
            }
            cellBegins = false;
        }
        if (i >= LONGEST_ROW) {
            return broken("opens a quote that is not closed within %,d characters".formatted(LONGEST_ROW));
        }
        if (quoted) {
            return broken("opens a quote that is never closed");
        }
        String text = new String(buffer, start, i);
        var row = new CsvRecord(line, text, CsvCells.split(text, separator), null);
        start += i;
        skipLineEnd();
        line += lines;
        return row;
    }

    /** Gives up on a row: takes its first line alone, so that a stray quote costs no more than that. */
    private CsvRecord broken(String mistake) throws IOException {
        int i = 0;
        while (has(i) && at(i) != '\n' && at(i) != '\r') {
            i++;
        }
        CsvRecord row;
        if (i >= LONGEST_ROW) {
            row = new CsvRecord(
                    line,
                    new String(buffer, start, SHOWN_OF_TOO_LONG) + "…",
                    List.of(),
                    "is longer than %,d characters".formatted(LONGEST_ROW));
            skipRestOfLine();
        } else {
            row = new CsvRecord(line, new String(buffer, start, i), List.of(), mistake);
            start += i;
        }
        skipLineEnd();
        line++;
        return row;
    }

    private void skipRestOfLine() throws IOException {
        while (has(0) && at(0) != '\n' && at(0) != '\r') {
            start++;
        }
    }

    private void skipLineEnd() throws IOException {
        if (has(0) && at(0) == '\r') {
            start++;
            if (has(0) && at(0) == '\n') {
                start++;
            }
        } else if (has(0)) {
            start++;
        }
    }

    private boolean endsLine(int i) throws IOException {
        return at(i) == '\n' || (at(i) == '\r' && !(has(i + 1) && at(i + 1) == '\n'));
    }

    private char at(int i) {
        return buffer[start + i];
    }

    /** Whether the row goes on to this place, within the limit; reads on where needed. */
    private boolean has(int i) throws IOException {
        while (start + i >= end) {
            if (inputEnded || i >= LONGEST_ROW) {
                return false;
            }
            makeRoom();
            int read = in.read(buffer, end, buffer.length - end);
            inputEnded = read < 0;
            end += Math.max(0, read);
        }
        return i < LONGEST_ROW;
    }

    private void makeRoom() {
        if (buffer.length - end >= ROOM) {
            return;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (buffer.length - end < ROOM) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, LONGEST_ROW + ROOM));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
