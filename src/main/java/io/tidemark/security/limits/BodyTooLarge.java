package io.tidemark.security.limits;

/** A request brings more than one request may. */
final class BodyTooLarge extends RuntimeException {

    BodyTooLarge(long limit) {
        super("The body is larger than %,d bytes. Send less in one request.".formatted(limit), null, false, false);
    }
}
