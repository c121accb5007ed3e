package io.tidemark.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes that change with the time, as RFC 6238 has them and every authenticator app shows them: six digits, 30 seconds. */
final class Totp {

    static final int STEP_SECONDS = 30;

    private static final int SECRET_BYTES = 20;
    private static final int DIGITS = 1_000_000;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Totp() {}

    static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** The code of a step of time. */
    static String code(byte[] secret, long step) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            return "%06d".formatted((ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE) % DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The step that a code is of: this one, or one beside it, as clocks differ and typing takes time. */
    static OptionalLong stepOf(String code, byte[] secret, Instant now) {
        long step = now.getEpochSecond() / STEP_SECONDS;
        byte[] given = code.getBytes(StandardCharsets.UTF_8);
        return LongStream.rangeClosed(step - 1, step + 1)
                .filter(near -> MessageDigest.isEqual(given, code(secret, near).getBytes(StandardCharsets.UTF_8)))
                .findFirst();
    }

    /** The secret as apps take it when it is typed. */
    static String base32(byte[] secret) {
        var text = new StringBuilder();
        int bits = 0;
        int waiting = 0;
        for (byte next : secret) {
            bits = (bits << 8) | (next & 0xff);
            waiting += 8;
            while (waiting >= 5) {
                waiting -= 5;
                text.append(BASE32.charAt((bits >> waiting) & 31));
            }
            bits &= (1 << waiting) - 1;
        }
        return waiting == 0
                ? text.toString()
                : text.append(BASE32.charAt((bits << (5 - waiting)) & 31)).toString();
    }
}
