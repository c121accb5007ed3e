package io.tidemark.security.limits;

/**
 * How long a request may take to arrive, in nanoseconds.
 *
 * @param head its first line and its headers
 * @param body what is waited for its body at least
 * @param perByte what is waited longer for each byte of it that has come
 */
record ArrivalTime(long head, long body, long perByte) {

    static final ArrivalTime ANY = new ArrivalTime(Long.MAX_VALUE, Long.MAX_VALUE, 0);

    /** As long as a body of which so much has come may be waited for. */
    long of(long bytes) {
        return body + bytes * perByte;
    }
}
