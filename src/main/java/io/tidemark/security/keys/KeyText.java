package io.tidemark.security.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The text of a key: {@code tm_}, 256 random bits, and a checksum by which a mistyped or truncated key is told from a
 * wrong one without asking the database. Letters and digits only, so that a double click selects all of it.
 */
final class KeyText {

    static final String START = "tm_";
    static final int LENGTH = 52;

    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final int SHOWN_DIGITS = 8;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    /** A new one. */
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        String digits = digits(new BigInteger(1, bytes), RANDOM_DIGITS);
        return START + digits + checksum(digits);
    }

    /** How it begins: what may be seen of it later. */
    static String prefix(String key) {
        return key.substring(0, START.length() + SHOWN_DIGITS);
    }

    /** Whether it can be a key at all, and is all of one. */
    static boolean isWhole(String text) {
        if (text.length() != LENGTH || !text.startsWith(START)) {
            return false;
        }
        int end = START.length() + RANDOM_DIGITS;
        return text.substring(end).equals(checksum(text.substring(START.length(), end)));
    }

    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String checksum(String digits) {
        var crc = new CRC32();
        crc.update(digits.getBytes(StandardCharsets.UTF_8));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String digits(BigInteger number, int length) {
        var digits = new StringBuilder();
        for (var rest = number; digits.length() < length; rest = rest.divide(BASE)) {
            digits.append(DIGITS.charAt(rest.mod(BASE).intValue()));
        }
        return digits.reverse().toString();
    }
}
