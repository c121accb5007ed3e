package io.tidemark.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.springframework.dao.DataAccessResourceFailureException;

/** Writes calls as lines of COPY's text format. Closing it unfinished takes everything back. */
final class CopyWriter implements CallSink, Closeable {

    private static final int BUFFER_CHARS = 64 * 1024;

    private final CopyIn copy;
    private final String source;
    private final StringBuilder line = new StringBuilder(BUFFER_CHARS + 4096);

    CopyWriter(CopyIn copy, String source) {
        this.copy = copy;
        this.source = source;
    }

    @Override
    public void add(ApiCall call) {
        line.append(call.createdAt());
        text(call.userId());
        text(call.serviceType());
        text(call.provider());
        text(call.model());
        text(call.status());
        text(call.requestId());
        ApiCall.Tokens tokens = call.tokens();
        line.append('\t').append(tokens.prompt());
        line.append('\t').append(tokens.cacheRead());
        line.append('\t').append(tokens.cacheCreation());
        line.append('\t').append(tokens.completion());
        line.append('\t').append(tokens.reasoning());
        plain(call.totalCost());
        plain(call.latencyMs());
        text(source);
        line.append('\n');
        if (line.length() >= BUFFER_CHARS) {
            flush();
        }
    }

    void finish() throws SQLException {
        flush();
        copy.endCopy();
    }

    @Override
    public void close() throws IOException {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void flush() {
        byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
        line.setLength(0);
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("append calls", e);
        }
    }

    private void plain(@Nullable BigDecimal number) {
        line.append('\t').append(number == null ? "\\N" : number.toPlainString());
    }

    private void text(@Nullable String value) {
        line.append('\t');
        if (value == null) {
            line.append("\\N");
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(c);
            }
        }
    }
}
