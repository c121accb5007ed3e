package io.tidemark.ingest.csv;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Says at every read how many bytes were read before. */
final class CountedInput extends FilterInputStream {

    private final LongConsumer onRead;
    private long count;

    CountedInput(InputStream in, LongConsumer onRead) {
        super(in);
        this.onRead = onRead;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        onRead.accept(count);
        int read = super.read(buffer, offset, length);
        count += Math.max(0, read);
        return read;
    }
}
