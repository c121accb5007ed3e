package io.tidemark.ingest;

import java.util.regex.Pattern;

/**
 * A request that can be told when it is sent again.
 *
 * @param sender whose name it is: what stays the same whatever they are called
 * @param name what the sender calls it: its {@code Idempotency-Key}
 * @param bodyHash hexadecimal, by which another request of this name is told from the same one
 */
record NamedRequest(String sender, String name, String bodyHash) {

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,255}");

    NamedRequest {
        if (!NAME.matcher(name).matches()) {
            throw new BadRequestName("An Idempotency-Key has 1 to 255 characters of ASCII, without spaces.");
        }
    }
}
