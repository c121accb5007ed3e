package io.tidemark.ingest.csv;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one look at all bytes of a file says.
 *
 * @param charset the encoding it seems to be in
 * @param undecodable where it is not UTF-8 after all, or null
 * @param fingerprint tells files of different content apart
 */
public record CsvProbe(long size, Charset charset, @Nullable UndecodableText undecodable, long fingerprint) {

    /** Encodings to choose from. */
    public static final List<Charset> CHARSETS = List.of(
            StandardCharsets.UTF_8,
            Charset.forName("windows-1252"),
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE);

    /** Looks at a file. */
    public static CsvProbe of(Path file) throws IOException {
        MessageDigest digest = sha256();
        UndecodableText problem = null;
        Charset charset;
        try (InputStream in =
                new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), digest), 1 << 18)) {
            in.mark(FileKind.BYTES_NEEDED);
            byte[] beginning = in.readNBytes(FileKind.BYTES_NEEDED);
            in.reset();
            FileKind.refuseOthers(beginning);
            charset = FileKind.charset(beginning);
            problem = decodeAll(in, charset);
            in.transferTo(OutputStream.nullOutputStream());
        }
        return new CsvProbe(
                Files.size(file),
                problem == null ? charset : CHARSETS.get(1),
                problem,
                ByteBuffer.wrap(digest.digest()).getLong());
    }

    private static @Nullable UndecodableText decodeAll(InputStream in, Charset charset) throws IOException {
        try {
            var decoder = new StrictDecoder(in, charset);
            char[] chars = new char[1 << 16];
            while (decoder.read(chars, 0, chars.length) >= 0) {
                // All that counts is whether it can be decoded.
            }
            return null;
        } catch (UndecodableText e) {
            return e;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
