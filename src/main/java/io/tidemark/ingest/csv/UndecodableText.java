package io.tidemark.ingest.csv;

import java.nio.charset.Charset;

/** A file is not in the encoding it is read in. */
public class UndecodableText extends RuntimeException {

    private final long offset;
    private final long line;

    UndecodableText(Charset charset, long offset, long line) {
        super(
                "Byte %,d, in line %,d, is not valid %s. Choose the encoding that the file was written in."
                        .formatted(offset, line, charset.name()),
                null,
                false,
                false);
        this.offset = offset;
        this.line = line;
    }

    /** The first byte that cannot be decoded, from 0. */
    public long offset() {
        return offset;
    }

    /** The line it is in, from 1. */
    public long line() {
        return line;
    }
}
