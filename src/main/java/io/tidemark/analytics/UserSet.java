package io.tidemark.analytics;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** A set of users by their numbers, in chunks of 1,024 as in usage_rollup_user_set. */
final class UserSet {

    private static final int WORDS = 1_024 / Long.SIZE;

    private final Map<Integer, long[]> chunks = new HashMap<>();

    void add(int number) {
        chunk(number >> 10)[(number & 1_023) / Long.SIZE] |= Long.MIN_VALUE >>> number; // counted from the left
    }

    /**
     * Adds the users of a chunk.
     *
     * @param bits 1,024 of them, from the buffer's position
     */
    void add(int chunk, ByteBuffer bits) {
        var words = chunk(chunk);
        for (int i = 0; i < WORDS; i++) {
            words[i] |= bits.getLong(bits.position() + i * Long.BYTES);
        }
    }

    private long[] chunk(int number) {
        return chunks.computeIfAbsent(number, _ -> new long[WORDS]);
    }

    long size() {
        long size = 0;
        for (var words : chunks.values()) {
            for (long word : words) {
                size += Long.bitCount(word);
            }
        }
        return size;
    }
}
