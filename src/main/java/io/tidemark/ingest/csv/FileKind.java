package io.tidemark.ingest.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Recognises a file by its first bytes. */
final class FileKind {

    static final int BYTES_NEEDED = 4096;

    private FileKind() {}

    static void refuseOthers(byte[] beginning) {
        if (beginning.length == 0) {
            throw new NotCsv("The file is empty.");
        }
        if (begins(beginning, 'P', 'K', 3, 4)) {
            throw new NotCsv("This is an Excel workbook or a ZIP archive. Save the sheet as CSV, or unpack it first.");
        }
        if (begins(beginning, 0x1f, 0x8b) || begins(beginning, 0x28, 0xb5, 0x2f, 0xfd)) {
            throw new NotCsv("This file is compressed. Unpack it first.");
        }
        if (begins(beginning, 'P', 'A', 'R', '1') || begins(beginning, '%', 'P', 'D', 'F')) {
            throw new NotCsv("This is a Parquet or PDF file. Export the rows as CSV first.");
        }
        if (nuls(beginning, 0) + nuls(beginning, 1) > 0 && charset(beginning).equals(StandardCharsets.UTF_8)) {
            throw new NotCsv("This is not a text file: it contains NUL bytes.");
        }
    }

    /** By its byte order mark; without one, UTF-16 shows in every other byte being zero. */
    static Charset charset(byte[] beginning) {
        if (begins(beginning, 0xff, 0xfe)) {
            return StandardCharsets.UTF_16LE;
        }
        if (begins(beginning, 0xfe, 0xff)) {
            return StandardCharsets.UTF_16BE;
        }
        int half = beginning.length / 2;
        if (half > 1 && nuls(beginning, 1) > half / 2 && nuls(beginning, 0) == 0) {
            return StandardCharsets.UTF_16LE;
        }
        if (half > 1 && nuls(beginning, 0) > half / 2 && nuls(beginning, 1) == 0) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }

    private static boolean begins(byte[] beginning, int... bytes) {
        if (beginning.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((beginning[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int nuls(byte[] beginning, int from) {
        int count = 0;
        for (int i = from; i < beginning.length; i += 2) {
            if (beginning[i] == 0) {
                count++;
            }
        }
        return count;
    }
}
