package io.tidemark.ingest;

import java.time.Duration;
import java.time.Instant;

/**
 * When calls are received.
 *
 * @param instant by this server's clock
 * @param maxClockSkew how far the clock by which calls are dated may be ahead of it
 */
public record ReceivedAt(Instant instant, Duration maxClockSkew) {}
