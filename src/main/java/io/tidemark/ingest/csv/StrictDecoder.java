package io.tidemark.ingest.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes a stream and, other than a {@link java.io.Reader}, says where that fails. Skips a byte order mark. */
final class StrictDecoder implements Closeable {

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024).limit(0);
    private long consumed;
    private long line = 1;
    private boolean inputEnded;
    private boolean atStart = true;

    StrictDecoder(InputStream in, Charset charset) {
        this.in = in;
        this.decoder = withoutMark(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Fills a part of the buffer, of two characters or more, and returns how much, or -1 at the end. */
    int read(char[] buffer, int offset, int length) throws IOException {
        CharBuffer chars = CharBuffer.wrap(buffer, offset, length).slice();
        while (chars.position() == 0) {
            if (!fill()) {
                return -1;
            }
            int before = bytes.position();
            CoderResult result = decoder.decode(bytes, chars, inputEnded);
            consumed += bytes.position() - before;
            skipMark(chars, buffer, offset);
            if (result.isError() && chars.position() == 0) {
                throw new UndecodableText(decoder.charset(), consumed, line);
            }
        }
        count(buffer, offset, chars.position());
        return chars.position();
    }

    /** Bytes decoded so far. */
    long consumed() {
        return consumed;
    }

    private boolean fill() throws IOException {
        if (inputEnded) {
            return bytes.hasRemaining();
        }
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        inputEnded = read < 0;
        bytes.position(bytes.position() + Math.max(0, read)).flip();
        return bytes.hasRemaining() || !inputEnded;
    }

    private void skipMark(CharBuffer chars, char[] buffer, int offset) {
        if (atStart && chars.position() > 0) {
            atStart = false;
            if (buffer[offset] == '\uFEFF') {
                System.arraycopy(buffer, offset + 1, buffer, offset, chars.position() - 1);
                chars.position(chars.position() - 1);
            }
        }
    }

    private void count(char[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] == '\n') {
                line++;
            }
        }
    }

    /** UTF-16's own decoder swallows the mark and guesses; the file's probe has decided already. */
    private static Charset withoutMark(Charset charset) {
        return charset.equals(StandardCharsets.UTF_16) ? StandardCharsets.UTF_16BE : charset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
