package io.tidemark.ingest.csv;

import java.io.InputStream;
import java.util.Arrays;

/** One character over and over, kept nowhere. */
final class Repeated extends InputStream {

    private final char character;
    private long left;

    Repeated(char character, long times) {
        this.character = character;
        this.left = times;
    }

    @Override
    public int read() {
        return left-- > 0 ? character : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (left <= 0) {
            return -1;
        }
        int n = (int) Math.min(left, length);
        Arrays.fill(buffer, offset, offset + n, (byte) character);
        left -= n;
        return n;
    }
}
