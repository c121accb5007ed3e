package io.tidemark.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** The directory that holds the embedded database, its password and its binaries; one process at a time owns it. */
final class DataDirectory implements AutoCloseable {

    private static final String INITIALISED = "tidemark.initialised";

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Takes the directory for this process, or says which process has it. */
    static DataDirectory take(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            createForThisUserOnly(root);
            createForThisUserOnly(root.resolve("binaries"));
            Path holder = root.resolve("lock");
            FileChannel channel = FileChannel.open(
                    holder, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw inUse(root, Files.readString(holder).strip());
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            throw new FailureAnalyzedException(
                    "The data directory " + root + " cannot be used: " + e,
                    "Make it writable for this user, or name another one in TIDEMARK_DATA_DIRECTORY.",
                    e);
        }
    }

    Path cluster() {
        return root.resolve("postgresql");
    }

    Path binaries() {
        return root.resolve("binaries");
    }

    Path passwordFile() {
        return root.resolve("password");
    }

    /** The password of the embedded server, made up at the first call and kept. */
    String password() throws IOException {
        if (Files.notExists(passwordFile())) {
            if (Files.exists(cluster())) {
                throw new FailureAnalyzedException(
                        passwordFile() + " is missing, and the database beside it asks for the password in it.",
                        "Put the file back. To start over without the calls, remove " + root + ".");
            }
            byte[] secret = new byte[24];
            new SecureRandom().nextBytes(secret);
            Path fresh = Files.createTempFile(root, "password", ".new");
            restrict(fresh, "rw-------");
            Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
            Files.move(fresh, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(passwordFile()).strip();
    }

    /** Moves aside what a first start that was killed half-way has left; it cannot hold any calls yet. */
    void setAsideUnfinishedCluster() throws IOException {
        if (Files.exists(cluster()) && Files.notExists(cluster().resolve(INITIALISED))) {
            Files.move(
                    cluster(),
                    root.resolve("postgresql.unfinished-" + Instant.now().toEpochMilli()));
        }
    }

    void markInitialised() throws IOException {
        if (Files.notExists(cluster().resolve(INITIALISED))) {
            Files.createFile(cluster().resolve(INITIALISED));
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static FailureAnalyzedException inUse(Path root, String pid) {
        return new FailureAnalyzedException(
                "Tidemark is already running on " + root + ", as process " + pid + ".",
                "Use that one, stop it (kill " + pid + "), or start this one beside it with its own data and port:"
                        + " TIDEMARK_DATA_DIRECTORY=… SERVER_PORT=… bin/run");
    }

    private static void createForThisUserOnly(Path path) throws IOException {
        if (Files.notExists(path)) {
            Files.createDirectories(path);
            restrict(path, "rwx------");
        }
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
