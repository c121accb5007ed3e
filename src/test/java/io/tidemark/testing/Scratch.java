package io.tidemark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where servers of tests keep their data: in memory where the machine has room, since a database is made for nearly
 * every test, and some thousand files with it.
 */
final class Scratch {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 6L << 30;

    private Scratch() {}

    /** Makes an empty directory; whoever asks for it deletes it. */
    static Path directory(String prefix) throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM
                ? Files.createTempDirectory(MEMORY, prefix)
                : Files.createTempDirectory(prefix);
    }
}
