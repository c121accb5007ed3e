package io.tidemark.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that must not be longer than a limit. */
final class LimitedBody extends FilterInputStream {

    private final long limit;
    private long read;

    LimitedBody(InputStream body, long limit) {
        super(body);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            count(1);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        count(n);
        return n;
    }

    private void count(int n) {
        read += Math.max(0, n);
        if (read > limit) {
            throw new BodyTooLarge(tooLarge(limit));
        }
    }

    static String tooLarge(long limit) {
        return "The body is larger than %,d bytes. Send fewer calls in one request.".formatted(limit);
    }
}
